import { IconAlertTriangle, IconExclamationCircle } from '@tabler/icons-react';
import { Badge } from '../../components/badge.tsx';
import type { NotificationLevel } from '../../gql/graphql.ts';

/** For a message that matters more than most. */
export function LevelBadge({ level }: { level: NotificationLevel }) {
  if (level === 'INFO') return null;
  return level === 'URGENT' ? (
    <Badge tone="bad" icon={IconAlertTriangle}>
      Urgent
    </Badge>
  ) : (
    <Badge tone="warn" icon={IconExclamationCircle}>
      Important
    </Badge>
  );
}
