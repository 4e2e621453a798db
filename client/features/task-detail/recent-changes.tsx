import { useQuery } from '@apollo/client/react';
import { Button, Skeleton } from '@mantine/core';
import { Link } from 'wouter';
import { ActText } from '../../components/audit/act-text.tsx';
import { errorText } from '../../components/error-text.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { listHref } from '../../components/records/record-links.ts';
import { TaskChangesDocument } from '../../gql/graphql.ts';
import type { TaskDetail } from './task-cards.tsx';
import classes from './task-detail.module.css';
import { useFreshDetail } from './use-fresh-detail.ts';

const SHOWN = 5;

const thisTask = () => 'this task';

/** What people and programs did to a task lately. */
export function RecentChanges({ task: { name } }: { task: TaskDetail }) {
  const { data, error, refetch } = useQuery(TaskChangesDocument, { variables: { name, first: SHOWN } });
  useFreshDetail(name, refetch);
  // The cache may hold more: the page of the audit reads the same list.
  const entries = data?.auditEntries.edges.slice(0, SHOWN);
  return (
    <Panel title="Changes" aside={<Link href={listHref('/audit', { task: name })}>All changes</Link>}>
      {entries?.length === 0 && <p className={classes.quiet}>Nobody has done anything to it yet.</p>}
      {!entries && !error && <Skeleton height={60} />}
      {!entries && error && (
        <div role="alert">
          <p className={classes.quiet}>The changes could not be loaded. {errorText(error)}</p>
          <Button variant="default" size="xs" mt="xs" onClick={() => void refetch().catch(() => undefined)}>
            Try again
          </Button>
        </div>
      )}
      {entries && entries.length > 0 && (
        <ol className={classes.changes}>
          {entries.map(({ node }) => (
            <li key={node.id}>
              <b>{node.actor.name ?? 'Somebody'}</b> <ActText entry={node} taskLabel={thisTask} plain />
              <div className={classes.changedAt}>
                <Instant at={node.at} as="both" />
              </div>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
