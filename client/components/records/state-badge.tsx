import { Badge } from '../badge.tsx';
import { DECISIONS, type ShownState } from './record-states.ts';

export function StateBadge({ state: { label, tone, icon } }: { state: ShownState }) {
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}

/** Approved or rejected; nothing while undecided. */
export function DecisionBadge({ approved }: { approved: boolean | null }) {
  return approved === null ? null : <StateBadge state={approved ? DECISIONS.approved : DECISIONS.rejected} />;
}
