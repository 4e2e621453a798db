import { Link } from 'wouter';
import { Fact, Facts } from '../../components/fact.tsx';
import { useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import { SESSION_STATES } from '../../components/records/record-states.ts';
import { SESSION_KINDS } from '../../components/records/record-texts.ts';
import records from '../../components/records/records.module.css';
import { sessionText } from '../../components/records/session-time.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { SessionPageDocument, type SessionPageQuery } from '../../gql/graphql.ts';
import classes from './sessions.module.css';

type Session = NonNullable<SessionPageQuery['session']>;

function SessionFacts({ session }: { session: Session }) {
  const { project, facility, kind, startAt, endAt, staff, spokesperson } = session;
  return (
    <Panel title="Details">
      <Facts>
        <Fact name="Project">
          <Link href={recordHref('project', project.id)}>{project.code}</Link>
        </Fact>
        <Fact name="Beamline">
          {facility.acronym}
          {facility.name !== facility.acronym && <span className={records.quiet}>, {facility.name}</span>}
        </Fact>
        <Fact name="Kind">{SESSION_KINDS[kind]}</Fact>
        <Fact name="Begins">
          <Instant at={startAt} as="both" />
        </Fact>
        <Fact name="Ends">
          <Instant at={endAt} as="both" />
        </Fact>
        <Fact name="Spokesperson">
          <span data-hint={spokesperson?.email}>{spokesperson?.name ?? 'Nobody named'}</span>
        </Fact>
        <Fact name="Staff">
          <span data-hint={staff?.email}>{staff?.name ?? 'Nobody named'}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}

function SessionView({ session }: { session: Session }) {
  const { facility, project, state, startAt, endAt, history } = session;
  const { timeZone } = useFacility();
  const name = `Session of ${project.code} at ${facility.acronym}`;
  useDocumentTitle(name);
  return (
    <>
      <PageHeader
        title={name}
        back={{ to: '/sessions', text: 'Sessions' }}
        badges={<StateBadge state={SESSION_STATES[state]} />}
      >
        <p>{sessionText(startAt, endAt, timeZone)}</p>
        <p>{project.title}</p>
      </PageHeader>
      <Columns
        main={
          <Panel title="History">
            {history.length === 0 ? (
              <p className={records.quiet}>Nothing has happened to it yet.</p>
            ) : (
              <ol className={classes.history}>
                {history.map(({ at, message }) => (
                  <li key={`${at} ${message}`}>
                    <Instant at={at} as="both" />
                    <span>{message}</span>
                  </li>
                ))}
              </ol>
            )}
          </Panel>
        }
        aside={<SessionFacts session={session} />}
      />
    </>
  );
}

export default function SessionPage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(SessionPageDocument, id);
  return (
    <RecordPage noun="session" item={data?.session} error={error} retry={retry}>
      {(session) => <SessionView session={session} />}
    </RecordPage>
  );
}
