import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useEffect, useLayoutEffect, useState, type MouseEvent } from 'react';
import { useLocation } from 'wouter';
import type { RunFactsFragment } from '../../gql/graphql.ts';
import { countText } from '../count-text.ts';
import { useFacility } from '../facility.ts';
import { Panel } from '../panel.tsx';
import { isActive } from '../run-states.ts';
import { beforeChunkOf, firstOf, holds, missingBefore } from './log-chunks.ts';
import { Chunk } from './log-line.tsx';
import { LogState } from './log-state.tsx';
import classes from './run-log.module.css';
import { useFollow } from './use-follow.ts';
import { useLineAnchor, useScrollToLine } from './use-line-anchor.ts';
import { useRunLog } from './use-run-log.ts';

/** Lines shown at first of a log that is already long. */
const TAIL = 1_000;
/** Lines read at a time of those not shown. */
const PAGE = 500;

interface Props {
  run: RunFactsFragment;
  title?: string;
  height?: 'page' | 'pane';
}

/** The log of one run, live while it is written. Give it the run's id as `key`. */
export function RunLog({ run, title = 'Log', height = 'page' }: Props) {
  const { timeZone } = useFacility();
  const [path, navigate] = useLocation();
  const runHref = `/runs/${run.id}`;
  const hash = useLineAnchor();
  const anchor = path === runHref ? hash : undefined;
  const [after] = useState(() => beforeChunkOf(run.logLineCount - TAIL));
  const { chunks, last, complete, interrupted, load, allowTrim } = useRunLog(run.id, after);
  const { pane, following, setFollowing, unseen, onScroll, jump, keepPlace } = useFollow(
    last,
    run.logLineCount,
    anchor === undefined,
  );
  const anchorChunk = anchor === undefined ? undefined : chunks.find((chunk) => holds(chunk, anchor));

  useScrollToLine(pane, anchor, anchorChunk !== undefined);
  useEffect(() => allowTrim(following), [allowTrim, following]);
  useLayoutEffect(() => {
    if (anchor !== undefined) setFollowing(false);
  }, [anchor, setFollowing]);

  // A line before those shown has to be fetched; a later one will come by itself.
  const fetchFrom =
    anchor !== undefined && !anchorChunk && anchor <= last ? beforeChunkOf(anchor - PAGE / 5) : undefined;
  useEffect(() => {
    if (fetchFrom !== undefined) void load(fetchFrom, PAGE, (show) => show()).catch(() => undefined);
  }, [fetchFrom, load]);

  const showBefore = (first: number, missing: number) =>
    void load(first - 1 - Math.min(missing, PAGE), Math.min(missing, PAGE), keepPlace).catch(() => undefined);

  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element && event.target.closest('a[data-seq], a[data-record]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const replace = link.hasAttribute('data-seq') && path === runHref;
    navigate(link.getAttribute('href') ?? runHref, { replace });
  };

  return (
    <Panel
      flush
      title={title}
      aside={
        <span className={classes.aside}>
          {run.logLineCount > 0 && <span>{countText(run.logLineCount, 'line')}</span>}
          <LogState run={run} complete={complete} interrupted={interrupted} />
        </span>
      }
    >
      <div className={classes.frame}>
        <div
          ref={pane}
          role="log"
          aria-label={title}
          aria-live="polite"
          tabIndex={0}
          className={classes.pane}
          data-height={height}
          onScroll={onScroll}
          onClick={onClick}
        >
          <div>
            {chunks.map((chunk, at) => {
              const missing = missingBefore(chunks, at);
              return (
                <Fragment key={chunk.index}>
                  {missing > 0 && (
                    <button
                      type="button"
                      className={classes.earlier}
                      onClick={() => showBefore(firstOf(chunk), missing)}
                    >
                      Show earlier lines ({countText(missing, 'line')} not shown)
                    </button>
                  )}
                  <Chunk
                    chunk={chunk}
                    runHref={runHref}
                    zone={timeZone}
                    target={chunk === anchorChunk ? anchor : undefined}
                  />
                </Fragment>
              );
            })}
            {chunks.length === 0 && <p className={classes.none}>{emptyText(run, complete)}</p>}
          </div>
        </div>
        {!following && (
          <Button
            className={classes.jump}
            size="xs"
            leftSection={<IconArrowDown size={14} aria-hidden />}
            onClick={jump}
          >
            {unseen > 0 ? `${countText(unseen, 'new line')} · jump to latest` : 'Jump to latest'}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function emptyText(run: RunFactsFragment, complete: boolean): string {
  if (complete) return 'This run wrote no log lines';
  return isActive(run.state) ? 'No log lines yet' : 'Loading…';
}
