import type { RunState } from '../gql/graphql.ts';
import { Badge } from './badge.tsx';
import { RUN_STATES } from './run-states.ts';

export function StatusBadge({ state }: { state: RunState }) {
  const { label, tone, icon } = RUN_STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
