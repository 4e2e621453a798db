import { IconKey, IconQuestionMark, IconUser } from '@tabler/icons-react';
import { oneOf } from '../../components/records/record-states.ts';
import { ROLES } from '../../components/access/roles.ts';
import { ActText } from '../../components/audit/act-text.tsx';
import type { TaskLabel } from '../../components/audit/act-words.ts';
import { OUTCOMES } from '../../components/audit/outcomes.ts';
import { useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Cell } from '../../components/records/cell.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import type { AuditFactsFragment } from '../../gql/graphql.ts';
import { AuditDetails } from './audit-details.tsx';
import classes from './audit.module.css';
import { reasonText } from './changes.ts';

type Entry = AuditFactsFragment;

function Actor({ actor: { kind, name, role } }: { actor: Entry['actor'] }) {
  const Icon = kind === 'person' ? IconUser : kind === 'token' ? IconKey : IconQuestionMark;
  const known = oneOf(ROLES, role ?? undefined);
  const what = kind === null ? 'Not signed in' : kind === 'person' ? 'Person' : 'Token';
  return (
    <span className={classes.actor}>
      <Icon size={16} aria-hidden />
      <span>
        <b>{name ?? 'Somebody'}</b>
        <span className={classes.second}>
          {what}
          {known && `, ${ROLES[known].label.toLowerCase()}`}
        </span>
      </span>
    </span>
  );
}

interface Props {
  entry: Entry;
  taskLabel: TaskLabel;
}

/** One act: when, who, what and from where, and on asking what exactly it changed. */
export function AuditRow({ entry, taskLabel }: Props) {
  const { timeZone } = useFacility();
  const { at, actor, outcome, reason, ip } = entry;
  return (
    <tr role="row">
      <Cell label="When">
        <Instant at={at} as="both" />
      </Cell>
      <Cell label="Who">
        <Actor actor={actor} />
      </Cell>
      {/* Without a heading in front of it on a phone, so that the details have the whole card. */}
      <td role="cell" className={classes.what}>
        <ActText entry={entry} taskLabel={taskLabel} />
        {reason && <div className={classes.second}>{reasonText(reason, timeZone)}</div>}
        <AuditDetails entry={entry} />
      </td>
      <Cell label="From" className={classes.from}>
        {ip ?? 'Unknown'}
      </Cell>
      <Cell label="Outcome">
        <StateBadge state={OUTCOMES[outcome]} />
      </Cell>
    </tr>
  );
}
