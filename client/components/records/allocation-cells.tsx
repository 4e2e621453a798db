import { IconBan, IconHandClick } from '@tabler/icons-react';
import type { AllocationFactsFragment } from '../../gql/graphql.ts';
import { Badge } from '../badge.tsx';
import { Cell } from './cell.tsx';
import { ORIGINS, scoreText } from './record-texts.ts';
import classes from './records.module.css';

/** The headings of {@link AllocationCells}. */
export const ALLOCATION_COLUMNS = ['Beamline', 'Granted', 'Requested', 'Merit', 'From'];

/** Shifts granted at one beamline; 0 is a grant, and where beam time is booked on demand the usual one. */
export function AllocationCells({ allocation }: { allocation: AllocationFactsFragment }) {
  const { facility, shifts, shiftsRequested, score, origin, declined, discretionary } = allocation;
  return (
    <>
      <Cell label="Beamline">
        <span data-hint={facility.name}>{facility.acronym}</span>
      </Cell>
      <Cell label="Granted" note={facility.flexSchedule ? 'booked on demand' : undefined}>
        <span className={classes.number}>{shifts}</span>
      </Cell>
      <Cell label="Requested">
        <span className={classes.number}>{shiftsRequested}</span>
      </Cell>
      <Cell label="Merit">
        <span className={classes.number}>{scoreText(score)}</span>
      </Cell>
      <Cell label="From">
        <span className={classes.badges}>
          {ORIGINS[origin]}
          {discretionary && (
            <Badge tone="mute" icon={IconHandClick}>
              Discretionary
            </Badge>
          )}
          {declined && (
            <Badge tone="warn" icon={IconBan}>
              Declined
            </Badge>
          )}
        </span>
      </Cell>
    </>
  );
}
