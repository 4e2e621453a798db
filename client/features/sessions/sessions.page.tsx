import { IconCalendarTime } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useFacility } from '../../components/facility.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Cell, NameCell } from '../../components/records/cell.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { oneOf, SESSION_STATES, stateChoices } from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { SESSION_KINDS } from '../../components/records/record-texts.ts';
import { sessionParts } from '../../components/records/session-time.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useBeamlineOptions } from '../../components/records/use-choices.ts';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { SessionsDocument, type SessionsQuery } from '../../gql/graphql.ts';
import classes from './sessions.module.css';

type Session = SessionsQuery['sessions']['edges'][number]['node'];

const COLUMNS = ['Time', 'Project', 'Beamline', 'Spokesperson', 'Staff', 'Kind', 'State'];
const KEYS = ['state', 'facility'] as const;

function SessionRow({ session }: { session: Session }) {
  const { id, startAt, endAt, project, facility, spokesperson, staff, kind, state } = session;
  const { timeZone } = useFacility();
  const { begins, ends } = sessionParts(startAt, endAt, timeZone);
  return (
    <tr role="row">
      <NameCell href={recordHref('session', id)} name={begins} title={ends} />
      <Cell label="Project" note={<span className={classes.title}>{project.title}</span>}>
        <Link href={recordHref('project', project.id)}>{project.code}</Link>
      </Cell>
      <Cell label="Beamline">
        <span data-hint={facility.name}>{facility.acronym}</span>
      </Cell>
      <Cell label="Spokesperson">{spokesperson?.name ?? '–'}</Cell>
      <Cell label="Staff">{staff?.name ?? '–'}</Cell>
      <Cell label="Kind">{SESSION_KINDS[kind]}</Cell>
      <Cell label="State">
        <StateBadge state={SESSION_STATES[state]} />
      </Cell>
    </tr>
  );
}

export default function SessionsPage() {
  useDocumentTitle('Sessions');
  const filters = useRecordFilters(KEYS);
  const { q, state, facility } = filters.values;
  const list = useRecordList(SessionsDocument, 'sessions', {
    search: q,
    state: oneOf(SESSION_STATES, state),
    facility,
  });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'state', label: 'State', all: 'Any state', options: stateChoices(SESSION_STATES) },
    { key: 'facility', label: 'Beamline', all: 'All beamlines', options: useBeamlineOptions() },
  ];
  return (
    <>
      <PageHeader title="Sessions">Uses of beamlines by projects, the latest start first.</PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search sessions', placeholder: 'Search project, beamline or person' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'session', many: 'sessions' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconCalendarTime,
          text: 'They appear here when a beamline is handed over to a project.',
        }}
      >
        {(session) => <SessionRow key={session.id} session={session} />}
      </RecordTable>
    </>
  );
}
