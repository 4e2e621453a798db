import { Button, NativeSelect, Skeleton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useRef } from 'react';
import { Link } from 'wouter';
import { countText } from '../../components/count-text.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { RunDuration } from '../../components/run-duration.tsx';
import { RunResult } from '../../components/run-result.tsx';
import { RUN_STATES, runCondition, triggerText } from '../../components/run-states.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import table from '../../components/table.module.css';
import type { RunFactsFragment, RunState, TaskFactsFragment } from '../../gql/graphql.ts';
import { MoreRuns } from './more-runs.tsx';
import classes from './task-detail.module.css';
import { useRunHistory } from './use-run-history.ts';

const STATES = [
  { value: '', label: 'Any state' },
  ...Object.entries(RUN_STATES).map(([value, { label }]) => ({ value, label })),
];
const COLUMNS = ['State', 'Started', 'Trigger', 'Duration', 'Result'];

const isState = (value: string | undefined): value is RunState => value !== undefined && value in RUN_STATES;

function HistoryRow({ run }: { run: RunFactsFragment }) {
  return (
    <tr role="row">
      <td role="cell" data-label="State">
        <Link
          href={`/runs/${run.id}`}
          className={classes.badgeLink}
          aria-label={`${runCondition(run).label}: open run ${run.id}`}
        >
          <StatusBadge run={run} />
        </Link>
      </td>
      <td role="cell" data-label="Started" className={table.nowrap}>
        {run.startedAt ? <Instant at={run.startedAt} as="both" /> : run.finishedAt ? 'Never' : 'Not yet'}
      </td>
      <td role="cell" data-label="Trigger">
        {triggerText(run)}
        {run.attempt > 1 && `, attempt ${run.attempt}`}
      </td>
      <td role="cell" data-label="Duration" className={table.nowrap}>
        <RunDuration run={run} />
      </td>
      <td role="cell" data-label="Result" className={classes.result}>
        <RunResult run={run} />
      </td>
    </tr>
  );
}

/** All kept runs, newest first, narrowed down by state in the address; more of them come as the reader comes near the end. */
export function RunHistory({ task }: { task: TaskFactsFragment }) {
  const filters = useRecordFilters(['state']);
  const wanted = filters.values.state;
  const state = isState(wanted) ? wanted : null;
  const history = useRunHistory(task, state);
  const { runs, total = 0 } = history;
  const choice = useRef<HTMLSelectElement>(null);
  const showAll = () => {
    filters.clear();
    // The button that had it is gone.
    choice.current?.focus();
  };
  return (
    <Panel
      flush
      title="Run history"
      aside={
        <div className={classes.historyHead}>
          <span role="status">
            {runs && (state ? `${countText(total, 'run')} in this state` : `${countText(total, 'run')} kept`)}
          </span>
          <NativeSelect
            size="xs"
            ref={choice}
            aria-label="State of the runs"
            value={state ?? ''}
            onChange={(event) => filters.set('state', event.currentTarget.value)}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            data={STATES}
          />
        </div>
      }
    >
      {!runs ? (
        history.error ? (
          <ErrorState
            title="The runs could not be loaded"
            error={history.error}
            onRetry={() => void history.retry().catch(() => undefined)}
          />
        ) : (
          <Skeleton height={220} radius={0} />
        )
      ) : runs.length === 0 ? (
        <div className={classes.none}>
          {state ? (
            <>
              <p>No kept run is in this state.</p>
              <Button variant="default" size="xs" onClick={showAll}>
                Show all runs
              </Button>
            </>
          ) : (
            <p>This task has not run yet. Its runs will appear here.</p>
          )}
        </div>
      ) : (
        <div className={classes.runs} aria-busy={history.stale} data-stale={history.stale || undefined}>
          <DataTable bare label="Run history" className={classes.history} columns={COLUMNS}>
            {runs.map((run) => (
              <HistoryRow key={run.id} run={run} />
            ))}
          </DataTable>
          <MoreRuns history={history} />
        </div>
      )}
    </Panel>
  );
}
