import { useQuery } from '@apollo/client/react';
import { IconRefreshAlert, IconServer } from '@tabler/icons-react';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { errorText } from '../../components/error-text.ts';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { PageSkeleton } from '../../components/page-skeleton.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { NodesDocument } from '../../gql/graphql.ts';
import { NodeRow, type Node } from './node-row.tsx';
import { fleetText } from './node-texts.ts';
import classes from './nodes.module.css';

/** A heartbeat is no change of a task, so nobody tells us about it. */
const READ_EVERY = 5_000;
const COLUMNS = ['Node', 'State', 'Role', 'Version', 'Started', 'Last heartbeat', 'Running'];

function NodeTable({ nodes }: { nodes: readonly Node[] }) {
  return (
    <DataTable label="Nodes" className={classes.table} columns={COLUMNS}>
      {nodes.map((node) => (
        <NodeRow key={node.id} node={node} />
      ))}
    </DataTable>
  );
}

export default function NodesPage() {
  useDocumentTitle('Nodes');
  const { data, error, refetch } = useQuery(NodesDocument, {
    pollInterval: READ_EVERY,
    skipPollAttempt: () => document.hidden,
  });

  if (!data) {
    if (!error) return <PageSkeleton />;
    return (
      <ErrorState page title="The nodes could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <PageHeader title="Nodes">
        {fleetText(data.nodes)}
        <p className={classes.about}>
          A node is one process of this program. Each says every few seconds that it lives; when one falls
          silent, the others make up for its runs.
        </p>
      </PageHeader>
      {error && (
        <div className={classes.notice}>
          <Notice role="status" tone="warn" icon={IconRefreshAlert} title="These facts may be out of date">
            {errorText(error)}
          </Notice>
        </div>
      )}
      {data.nodes.length > 0 ? (
        <NodeTable nodes={data.nodes} />
      ) : (
        <EmptyState icon={IconServer} title="No node has been seen in the last 24 hours">
          A node appears here as soon as it has started. Until then no task runs.
        </EmptyState>
      )}
    </>
  );
}
