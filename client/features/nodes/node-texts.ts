import type { NodeRole } from '../../gql/graphql.ts';
import { countText } from '../../components/count-text.ts';
import { whenText } from '../../components/time/instants.ts';
import { relativeText } from '../../components/time/relative.ts';

/** What a node is for, in words. */
export const ROLES: Record<NodeRole, string> = {
  all: 'Server and worker',
  server: 'Server',
  worker: 'Worker',
};

const MINUTE = 60_000;

/** "3 s ago": a heartbeat comes every few seconds, so here a minute is long. */
export function heartbeatText(at: number, now: number): string {
  const age = now - at;
  return age >= 0 && age < MINUTE ? `${Math.floor(age / 1000)} s ago` : relativeText(at, now);
}

interface Silent {
  role: NodeRole;
  lastHeartbeatAt: string;
  runs: readonly unknown[];
}

/** Since when a node is silent, and what that means for its work. */
export function silenceText({ role, lastHeartbeatAt, runs }: Silent, now: number, zone: string): string {
  const since = `Silent since ${whenText(Date.parse(lastHeartbeatAt), now, zone)}`;
  if (role === 'server') return `${since}: it answers nobody; the other servers do.`;
  return runs.length > 0
    ? `${since}: its runs are being given to others.`
    : `${since}: its runs were given to others.`;
}

/** "2 alive, 1 silent", leaving out what there is none of. */
export function fleetText(nodes: readonly { silent: boolean; runs: readonly unknown[] }[]): string {
  const silent = nodes.filter((node) => node.silent).length;
  const runs = nodes.reduce((sum, node) => sum + node.runs.length, 0);
  return [
    `${nodes.length - silent} alive`,
    ...(silent > 0 ? [`${silent} silent`] : []),
    `${countText(runs, 'run')} in progress`,
  ].join(' · ');
}
