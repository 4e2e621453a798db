import type { ConsoleRole } from '../../access/roles.ts';
import { describedEnum } from '../described-enum.ts';

export const ConsoleRoleEnum = describedEnum<ConsoleRole>(
  'ConsoleRole',
  'What a person or token may do in the console. A greater role may do all that a lesser one may.',
  {
    admin: 'Everything: schedules, accounts and tokens too.',
    operator: 'Run, cancel, pause and resume tasks, and send messages again.',
    viewer: 'Read.',
  },
);
