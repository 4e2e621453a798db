import { IconAlertTriangle, IconBan, IconCircleCheck } from '@tabler/icons-react';
import type { AuditOutcome } from '../../gql/graphql.ts';
import type { ShownState } from '../records/record-states.ts';

/** How outcomes are named and shown. */
export const OUTCOMES: Record<AuditOutcome, ShownState> = {
  DONE: { label: 'Done', tone: 'ok', icon: IconCircleCheck },
  REFUSED: { label: 'Refused', tone: 'warn', icon: IconBan },
  FAILED: { label: 'Failed', tone: 'bad', icon: IconAlertTriangle },
};
