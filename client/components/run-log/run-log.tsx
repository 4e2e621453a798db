import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useState, type MouseEvent } from 'react';
import { useLocation } from 'wouter';
import type { RunFactsFragment } from '../../gql/graphql.ts';
import { useFacility } from '../facility.ts';
import { Panel } from '../panel.tsx';
import { isActive } from '../run-states.ts';
import { firstSeq } from './log-chunks.ts';
import { Chunk } from './log-line.tsx';
import { LogState } from './log-state.tsx';
import classes from './run-log.module.css';
import { useFollow } from './use-follow.ts';
import { useLineAnchor, useScrollToLine } from './use-line-anchor.ts';
import { useRunLog } from './use-run-log.ts';

/** Lines shown of a log that is already long when opened. */
const TAIL = 1_000;
const BEFORE_ANCHOR = 50;

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
  const [after] = useState(() =>
    Math.max(0, Math.min(run.logLineCount - TAIL, anchor === undefined ? Infinity : anchor - BEFORE_ANCHOR)),
  );
  const log = useRunLog(run.id, after);
  const { pane, following, setFollowing, unseen, onScroll, jump, keepPlace } = useFollow(
    log.last,
    anchor === undefined,
  );
  const first = firstSeq(log.chunks);
  const chunkOfAnchor = log.chunks.find(({ lines }) => lines.some(({ seq }) => seq === anchor));
  useScrollToLine(pane, anchor, chunkOfAnchor !== undefined);
  const { allowTrim } = log;
  useEffect(() => allowTrim(following), [allowTrim, following]);
  useLayoutEffect(() => {
    if (anchor !== undefined) setFollowing(false);
  }, [anchor, setFollowing]);

  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element && event.target.closest('a[data-seq]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(link.getAttribute('href') ?? runHref, { replace: path === runHref });
  };

  return (
    <Panel
      flush
      title={title}
      aside={
        <span className={classes.aside}>
          {run.logLineCount > 0 && (
            <span>
              {run.logLineCount.toLocaleString('en-GB')} {run.logLineCount === 1 ? 'line' : 'lines'}
            </span>
          )}
          <LogState run={run} complete={log.complete} interrupted={log.interrupted} />
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
            {first !== undefined && first > 1 && (
              <button
                type="button"
                className={classes.earlier}
                onClick={() => void log.loadEarlier(keepPlace)}
              >
                Show earlier lines (1 to {(first - 1).toLocaleString('en-GB')} are not shown)
              </button>
            )}
            {log.chunks.map((chunk) => (
              <Chunk
                key={chunk.index}
                chunk={chunk}
                runHref={runHref}
                zone={timeZone}
                target={chunk === chunkOfAnchor ? anchor : undefined}
              />
            ))}
            {first === undefined && (
              <p className={classes.none}>
                {!log.complete && isActive(run.state)
                  ? 'No log lines yet'
                  : log.complete
                    ? 'This run wrote no log lines'
                    : 'Loading…'}
              </p>
            )}
          </div>
        </div>
        {!following && (
          <Button
            className={classes.jump}
            size="xs"
            leftSection={<IconArrowDown size={14} aria-hidden />}
            onClick={jump}
          >
            {unseen > 0
              ? `${unseen} new ${unseen === 1 ? 'line' : 'lines'} · jump to latest`
              : 'Jump to latest'}
          </Button>
        )}
      </div>
    </Panel>
  );
}
