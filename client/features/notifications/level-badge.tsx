import { IconAlertTriangle } from '@tabler/icons-react';
import { Badge } from '../../components/badge.tsx';
import type { NotificationLevel } from '../../gql/graphql.ts';

/** For a message that is to be read at once; most are important, so that says little. */
export function LevelBadge({ level }: { level: NotificationLevel }) {
  if (level !== 'URGENT') return null;
  return (
    <Badge tone="bad" icon={IconAlertTriangle}>
      Urgent
    </Badge>
  );
}
