import { useQuery } from '@apollo/client/react';
import { CancelRunButton } from '../../components/cancel-run/cancel-run-button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Instant } from '../../components/instant.tsx';
import { NotFoundState } from '../../components/not-found-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { RunLog } from '../../components/run-log/run-log.tsx';
import { RunNowButton } from '../../components/run-now/run-now-button.tsx';
import { isActive, runCondition } from '../../components/run-states.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { RunPageDocument } from '../../gql/graphql.ts';
import { PrintedReceipt, ReceiptButton } from './run-receipt.tsx';
import { RunFactList } from './run-facts.tsx';
import { RunNotice } from './run-notice.tsx';
import { RunOutcome } from './run-outcome.tsx';
import type { Run } from './run-texts.ts';
import classes from './run.module.css';

function RunView({ run }: { run: Run }) {
  const { task } = run;
  useDocumentTitle(`${task.label}: ${runCondition(run).label.toLowerCase()}`);
  return (
    <>
      <PageHeader
        title={`Run of ${task.label}`}
        back={{ to: `/tasks/${encodeURIComponent(task.name)}`, text: task.label }}
        badges={<StatusBadge run={run} />}
        actions={
          <>
            {!isActive(run.state) && <ReceiptButton run={run} />}
            <CancelRunButton run={run} label={task.label} />
            {!isActive(run.state) && <RunNowButton task={task} size="sm" />}
          </>
        }
      >
        {run.startedAt ? 'Started' : 'Queued'} <Instant at={run.startedAt ?? run.queuedAt} />
      </PageHeader>
      <PrintedReceipt run={run} />
      <RunNotice />
      <div className={classes.top}>
        <RunOutcome run={run} />
        <RunFactList run={run} />
      </div>
      <RunLog run={run} />
    </>
  );
}

export default function RunPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(RunPageDocument, { variables: { id } });

  if (data?.run) return <RunView run={data.run} />;
  if (data) {
    return (
      <NotFoundState title="No such run">
        This run does not exist, or it is old and no longer kept.
      </NotFoundState>
    );
  }
  if (error)
    return (
      <ErrorState page title="The run could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  return <PageSkeleton />;
}
