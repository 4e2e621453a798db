import { IconAlertTriangle } from '@tabler/icons-react';
import { Badge } from '../badge.tsx';

/** For an open review whose due date has passed. */
export function OverdueBadge() {
  return (
    <Badge tone="bad" icon={IconAlertTriangle}>
      Overdue
    </Badge>
  );
}
