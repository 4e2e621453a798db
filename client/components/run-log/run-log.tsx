import { useCallback, useMemo, useState, type MouseEvent } from 'react';
import { useLocation } from 'wouter';
import type { LogLevel, RunFactsFragment } from '../../gql/graphql.ts';
import { announce } from '../announcer.tsx';
import { copyText } from '../copy-text.ts';
import { countText, numberText } from '../count-text.ts';
import { useFacility } from '../facility.ts';
import { Panel } from '../panel.tsx';
import { isActive } from '../run-states.ts';
import { LogNews } from './log-news.tsx';
import { LogPane } from './log-pane.tsx';
import { LogPrint, printLog } from './log-print.tsx';
import { useLogSettings } from './log-settings.ts';
import type { LogSource } from './log-source.ts';
import { LogState } from './log-state.tsx';
import { timeWriter } from './log-times.ts';
import { LogToolbar } from './log-toolbar.tsx';
import { plainLog } from './plain-log.ts';
import classes from './run-log.module.css';
import { useLineAnchor } from './use-line-anchor.ts';
import { useLogSource } from './use-log-source.ts';

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
  const [written] = useState(run.logLineCount);
  const { source, search } = useLogSource(run.id, written);
  const { stream, level } = source;
  const [settings, setSettings] = useLogSettings();

  const target = useMemo(
    () => (anchor === undefined ? undefined : ({ seq: anchor, as: 'target' } as const)),
    [anchor],
  );
  const hit = search.found?.seq ?? null;
  const shown = useMemo(() => (hit === null ? target : ({ seq: hit, as: 'hit' } as const)), [hit, target]);
  const timeText = useMemo(
    () => timeWriter(settings.times, run.startedAt, timeZone),
    [settings.times, run.startedAt, timeZone],
  );

  const onClick = useCallback(
    (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest('a[data-seq], a[data-record]');
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const replace = link.hasAttribute('data-seq') && path === runHref;
      navigate(link.getAttribute('href') ?? runHref, { replace });
    },
    [navigate, path, runHref],
  );

  const onCopy = () => {
    const lines = source.rows.loaded();
    const selected = selectedText();
    const what = selected ? 'the selection' : countText(lines.length, 'line');
    const isAll = selected !== '' || lines.length === source.rows.count;
    void copyText(selected || plainLog(lines, timeText)).then((isCopied) => {
      if (!isCopied)
        return announce('The browser did not allow copying: select lines and press Ctrl+C or ⌘C.');
      return announce(isAll ? `Copied ${what}` : `Copied ${what}, those read so far: the download has all`);
    });
  };

  const newest = source.rows.at(source.rows.count - 1);
  return (
    <Panel
      flush
      title={title}
      aside={
        <span className={classes.aside}>
          {stream.last > 0 && <span>{lineCountText(source)}</span>}
          <LogState run={run} complete={stream.complete} interrupted={stream.interrupted} />
        </span>
      }
    >
      {height === 'page' && (
        <LogToolbar
          level={level}
          onLevel={(next) => {
            source.setLevel(next);
            search.begin();
          }}
          search={search}
          settings={settings}
          onSettings={setSettings}
          canCount={run.startedAt !== null}
          runHref={runHref}
          onCopy={onCopy}
          onPrint={() => void printLog(source)}
        />
      )}
      <LogPane
        key={level}
        source={source}
        search={search}
        title={title}
        height={height}
        wrap={settings.wrap}
        runHref={runHref}
        timeText={timeText}
        shown={shown}
        written={level ? 0 : written}
        empty={emptyText(run, source)}
        onClick={onClick}
      />
      {height === 'page' && <LogPrint source={source} timeText={timeText} />}
      {!stream.complete && <LogNews last={stream.last} message={newest?.message} />}
    </Panel>
  );
}

const selectedText = (): string => {
  const selection = getSelection();
  const at = selection?.anchorNode;
  const isOurs = at instanceof Node && at.parentElement?.closest('[role="log"]');
  return isOurs ? (selection?.toString() ?? '') : '';
};

function lineCountText({ level, rows, counting, stream }: LogSource): string {
  const all = countText(stream.last, 'line');
  return level && !counting ? `${numberText(rows.count)} of ${all}` : all;
}

const LEVEL_NAMES: Record<LogLevel, string> = {
  DEBUG: 'lines',
  INFO: 'lines of level INFO or above',
  WARN: 'warnings or errors',
  ERROR: 'errors',
};

function emptyText(run: RunFactsFragment, { level, counting, problem, stream }: LogSource): string {
  if (problem) return problem;
  if (counting) return 'Counting…';
  if (level && stream.last > 0) return `No ${LEVEL_NAMES[level]} among ${countText(stream.last, 'line')}`;
  if (stream.complete) return 'This run wrote no log lines';
  return isActive(run.state) ? 'No log lines yet' : 'Loading…';
}
