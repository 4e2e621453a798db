import { Link } from 'wouter';
import { Fact, Facts } from '../../components/fact.tsx';
import { useFacility, useNow } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import { PROJECT_STATES } from '../../components/records/record-states.ts';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { dateText, daysText } from '../../components/time/dates.ts';
import { dateIn } from '../../components/time/instants.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { ProjectPageDocument } from '../../gql/graphql.ts';
import {
  AllocationsPanel,
  MaterialsPanel,
  RequestsPanel,
  SessionsPanel,
  type Project,
} from './project-panels.tsx';

/** "1 Jan 2027 to 31 Dec 2028, ends in 14 days": the dates and how far off the next one is. */
export function spanText(
  { startDate, endDate }: Pick<Project, 'startDate' | 'endDate'>,
  today: string,
): string {
  const span = `${dateText(startDate)} to ${dateText(endDate)}`;
  if (today < startDate) return `${span}, begins ${daysText(today, startDate)}`;
  if (today > endDate) return `${span}, ended ${daysText(today, endDate)}`;
  return `${span}, last day ${daysText(today, endDate)}`;
}

function ProjectFacts({ project }: { project: Project }) {
  const { cycle, pool, proposal, submissions, startNotifiedAt } = project;
  return (
    <Panel title="Project">
      <Facts>
        <Fact name="First cycle">
          <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
        </Fact>
        <Fact name="Access pool">{pool.name}</Fact>
        <Fact name="Proposal">{proposal.code}</Fact>
        <Fact name="Submissions">
          <ul className={records.plain}>
            {submissions.map(({ id, code }) => (
              <li key={id}>
                <Link href={recordHref('submission', id)}>{code}</Link>
              </li>
            ))}
          </ul>
        </Fact>
        <Fact name="Announced">
          {startNotifiedAt ? <Instant at={startNotifiedAt} as="both" /> : 'Not yet'}
        </Fact>
      </Facts>
    </Panel>
  );
}

function PeopleFacts({ project: { spokesperson, leader, delegate, team } }: { project: Project }) {
  return (
    <Panel title="People">
      <Facts>
        <Fact name="Spokesperson">
          <span data-hint={spokesperson.email}>{spokesperson.name}</span>
        </Fact>
        <Fact name="Leader">{leader?.name ?? 'Not named'}</Fact>
        <Fact name="Delegate">{delegate?.name ?? 'Not named'}</Fact>
        <Fact name="Team">
          {team.length === 0 ? (
            'Nobody else'
          ) : (
            <ul className={records.plain}>
              {team.map(({ id, name }) => (
                <li key={id}>{name}</li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}

function ProjectView({ project }: { project: Project }) {
  const { code, title, state } = project;
  const { timeZone } = useFacility();
  const today = dateIn(timeZone, useNow());
  useDocumentTitle(`Project ${code}`);
  return (
    <>
      <PageHeader
        title={`Project ${code}`}
        back={{ to: '/projects', text: 'Projects' }}
        badges={<StateBadge state={PROJECT_STATES[state]} />}
      >
        <p>{title}</p>
        <p>{spanText(project, today)}</p>
      </PageHeader>
      <Columns
        main={
          <>
            <AllocationsPanel project={project} />
            <RequestsPanel project={project} />
            <SessionsPanel project={project} />
            <MaterialsPanel project={project} />
          </>
        }
        aside={
          <>
            <ProjectFacts project={project} />
            <PeopleFacts project={project} />
          </>
        }
      />
    </>
  );
}

export default function ProjectPage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(ProjectPageDocument, id);
  return (
    <RecordPage noun="project" item={data?.project} error={error} retry={retry}>
      {(project) => <ProjectView project={project} />}
    </RecordPage>
  );
}
