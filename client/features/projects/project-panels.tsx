import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { numberText } from '../../components/count-text.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { ALLOCATION_COLUMNS, AllocationCells } from '../../components/records/allocation-cells.tsx';
import { Cell } from '../../components/records/cell.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import {
  MATERIAL_STATES,
  REQUEST_STATES,
  REVIEW_STATES,
  SESSION_STATES,
} from '../../components/records/record-states.ts';
import { SESSION_KINDS } from '../../components/records/record-texts.ts';
import records from '../../components/records/records.module.css';
import { SessionTime } from '../../components/records/session-time.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import type { ProjectPageQuery } from '../../gql/graphql.ts';
import classes from './projects.module.css';

export type Project = NonNullable<ProjectPageQuery['project']>;

/** A panel with a table; its text when there is nothing to tabulate. */
function Rows({
  title,
  none,
  columns,
  children,
}: {
  title: string;
  none: string;
  columns: string[];
  children: ReactNode[];
}) {
  return (
    <Panel title={title} aside={children.length > 0 && numberText(children.length)} flush>
      {children.length === 0 ? (
        <p className={records.none}>{none}</p>
      ) : (
        <DataTable label={title} columns={columns} bare>
          {children}
        </DataTable>
      )}
    </Panel>
  );
}

/** Shifts granted, the coming cycles first. */
export function AllocationsPanel({ project: { allocations } }: { project: Project }) {
  const byCycle = allocations.toSorted((a, b) =>
    a.cycle.startDate < b.cycle.startDate ? 1 : a.cycle.startDate > b.cycle.startDate ? -1 : 0,
  );
  return (
    <Rows
      title="Allocations"
      none="No beam time has been granted."
      columns={['Cycle', ...ALLOCATION_COLUMNS]}
    >
      {byCycle.map((allocation, at) => {
        const { id, cycle } = allocation;
        // The cycle is told once for all its beamlines; cards on a phone stand alone, and each tells it.
        const again = byCycle[at - 1]?.cycle.id === cycle.id;
        return (
          <tr role="row" key={id}>
            <td role="cell" className={again ? classes.again : undefined}>
              <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
            </td>
            <AllocationCells allocation={allocation} />
          </tr>
        );
      })}
    </Rows>
  );
}

/** Requests for shifts in further cycles, with the reason for those that were refused. */
export function RequestsPanel({ project: { requests } }: { project: Project }) {
  return (
    <Rows
      title="Requests for further cycles"
      none="It has made no requests."
      columns={['Cycle', 'Beamline', 'Shifts', 'State']}
    >
      {requests.map(({ id, cycle, facility, shiftRequest, state, rejectionReason }) => (
        <tr role="row" key={id}>
          <td role="cell">
            <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
          </td>
          <Cell label="Beamline">
            <span data-hint={facility.name}>{facility.acronym}</span>
          </Cell>
          <Cell label="Shifts">{shiftRequest}</Cell>
          <Cell label="State" note={rejectionReason}>
            <StateBadge state={REQUEST_STATES[state]} />
          </Cell>
        </tr>
      ))}
    </Rows>
  );
}

/** Uses of beamlines, the latest first. */
export function SessionsPanel({ project: { sessions } }: { project: Project }) {
  return (
    <Rows title="Sessions" none="It has no sessions yet." columns={['Time', 'Beamline', 'Kind', 'State']}>
      {sessions.toReversed().map(({ id, startAt, endAt, facility, kind, state }) => (
        <tr role="row" key={id}>
          <td role="cell">
            <Link href={recordHref('session', id)}>
              <SessionTime startAt={startAt} endAt={endAt} />
            </Link>
          </td>
          <Cell label="Beamline">{facility.acronym}</Cell>
          <Cell label="Kind">{SESSION_KINDS[kind]}</Cell>
          <Cell label="State">
            <StateBadge state={SESSION_STATES[state]} />
          </Cell>
        </tr>
      ))}
    </Rows>
  );
}

/** What the project brings into the beam, with its dangers, and what the safety review says. */
export function MaterialsPanel({ project: { materials } }: { project: Project }) {
  return (
    <Rows
      title="Materials"
      none="It brings no materials."
      columns={['Materials', 'Samples', 'Reviews', 'State']}
    >
      {materials.map(({ id, code, samples, reviews, state }) => (
        <tr role="row" key={id}>
          <td role="cell">
            <b>{code}</b>
          </td>
          <Cell label="Samples">
            {samples.length === 0 ? (
              'None'
            ) : (
              <ul className={records.plain}>
                {samples.map(({ name, hazards }) => (
                  <li key={name}>
                    {name}
                    {hazards.length > 0 && (
                      <span className={classes.hazards}>
                        <IconAlertTriangle size={14} aria-hidden /> {hazards.join(', ')}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Cell>
          <Cell label="Reviews">
            {reviews.length === 0 ? (
              'None'
            ) : (
              <ul className={records.plain}>
                {reviews.map((review) => (
                  <li key={review.id}>
                    <Link href={recordHref('review', review.id)}>{REVIEW_STATES[review.state].label}</Link>
                  </li>
                ))}
              </ul>
            )}
          </Cell>
          <Cell label="State">
            <StateBadge state={MATERIAL_STATES[state]} />
          </Cell>
        </tr>
      ))}
    </Rows>
  );
}
