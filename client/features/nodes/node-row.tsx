import { IconHeartbeat, IconHeartOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Badge } from '../../components/badge.tsx';
import { useClock, useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { RunDuration } from '../../components/run-duration.tsx';
import { runCondition } from '../../components/run-states.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import table from '../../components/table.module.css';
import type { NodesQuery } from '../../gql/graphql.ts';
import { heartbeatText, ROLES, silenceText } from './node-texts.ts';
import classes from './nodes.module.css';

export type Node = NodesQuery['nodes'][number];

function Silence({ node }: { node: Node }) {
  const { timeZone } = useFacility();
  return <p className={classes.silence}>{useClock((now) => silenceText(node, now, timeZone))}</p>;
}

function Heartbeat({ at }: { at: string }) {
  const instant = Date.parse(at);
  return <time dateTime={at}>{useClock((now) => heartbeatText(instant, now))}</time>;
}

function Runs({ node }: { node: Node }) {
  if (node.role === 'server') return <span className={classes.quiet}>Runs no tasks</span>;
  if (node.runs.length === 0) return <span className={classes.quiet}>Nothing</span>;
  return (
    <ul className={classes.runs}>
      {node.runs.map((run) => (
        <li key={run.id}>
          <Link href={`/tasks/${encodeURIComponent(run.task.name)}`}>{run.task.label}</Link>
          <Link
            href={`/runs/${run.id}`}
            className={classes.badgeLink}
            aria-label={`${runCondition(run).label}: open the run of ${run.task.label}`}
          >
            <StatusBadge run={run} />
          </Link>
          <span className={classes.quiet}>
            <RunDuration run={run} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function NodeRow({ node }: { node: Node }) {
  return (
    <tr role="row">
      <td role="cell">
        <div className={classes.host}>{node.host}</div>
        <code className={classes.name}>{node.name}</code>
      </td>
      <td role="cell" data-label="State">
        <div className={classes.state}>
          {node.silent ? (
            <Badge tone="bad" icon={IconHeartOff}>
              Silent
            </Badge>
          ) : (
            <Badge tone="ok" icon={IconHeartbeat}>
              Alive
            </Badge>
          )}
          {node.silent && <Silence node={node} />}
        </div>
      </td>
      <td role="cell" data-label="Role">
        {ROLES[node.role]}
      </td>
      <td role="cell" data-label="Version">
        {node.version}
      </td>
      <td role="cell" data-label="Started" className={table.nowrap}>
        <Instant at={node.startedAt} />
      </td>
      <td role="cell" data-label="Last heartbeat" className={table.nowrap}>
        <Heartbeat at={node.lastHeartbeatAt} />
      </td>
      <td role="cell" data-label="Running">
        <Runs node={node} />
      </td>
    </tr>
  );
}
