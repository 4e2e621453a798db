import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { ErrorState } from '../../components/error-state.tsx';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { RunDuration } from '../../components/run-duration.tsx';
import { RunResult } from '../../components/run-result.tsx';
import { runCondition, triggerText } from '../../components/run-states.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import table from '../../components/table.module.css';
import type { RunFactsFragment, TaskFactsFragment } from '../../gql/graphql.ts';
import classes from './task-detail.module.css';
import { useRunHistory } from './use-run-history.ts';

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

export function RunHistory({ task }: { task: TaskFactsFragment }) {
  const history = useRunHistory(task);
  const [loading, setLoading] = useState(false);
  const loadMore = () => {
    setLoading(true);
    void history
      .loadMore()
      .catch(() => undefined)
      .finally(() => setLoading(false));
  };
  return (
    <Panel title="Run history" aside={history.total !== undefined && `${history.total} kept`} flush>
      {!history.runs ? (
        history.error ? (
          <ErrorState
            title="The runs could not be loaded"
            error={history.error}
            onRetry={() => void history.retry()}
          />
        ) : (
          <Skeleton height={220} radius={0} />
        )
      ) : history.runs.length === 0 ? (
        <p className={classes.none}>This task has not run yet. Its runs will appear here.</p>
      ) : (
        <table role="table" className={`${table.table} ${classes.history}`} aria-label="Run history">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader">State</th>
              <th role="columnheader">Started</th>
              <th role="columnheader">Trigger</th>
              <th role="columnheader">Duration</th>
              <th role="columnheader">Result</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {history.runs.map((run) => (
              <HistoryRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      )}
      {history.more && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={loading} onClick={loadMore}>
            Load more
          </Button>
        </div>
      )}
    </Panel>
  );
}
