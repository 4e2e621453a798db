import type { RunFactsFragment } from '../gql/graphql.ts';
import { Badge } from './badge.tsx';
import { runCondition } from './run-states.ts';

export function StatusBadge({ run }: { run: Pick<RunFactsFragment, 'state' | 'cancelling'> }) {
  const { label, tone, icon } = runCondition(run);
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
