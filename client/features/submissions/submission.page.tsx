import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Fact, Facts } from '../../components/fact.tsx';
import { Instant } from '../../components/instant.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import { SUBMISSION_STATES } from '../../components/records/record-states.ts';
import { countText } from '../../components/count-text.ts';
import records from '../../components/records/records.module.css';
import { DecisionBadge, StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { SubmissionPageDocument, type SubmissionPageQuery } from '../../gql/graphql.ts';
import { StagePanel } from './stage-panel.tsx';

type Submission = NonNullable<SubmissionPageQuery['submission']>;

/** What came of an approval: its project, why there is none, or that there will be one. */
function ProjectFact({
  submission: { project, approved, noProjectReason, track },
}: {
  submission: Submission;
}) {
  if (project) return <Link href={recordHref('project', project.id)}>{project.code}</Link>;
  if (noProjectReason) return <>None: {noProjectReason}</>;
  if (approved) {
    return (
      <>
        Not yet: {track.requireCall ? 'made when beam time is allocated' : 'made by Create Non-Call Projects'}
      </>
    );
  }
  return <>None</>;
}

function SubmissionFacts({ submission }: { submission: Submission }) {
  const { cycle, track, pool, facilities, decidedAt, notifiedAt } = submission;
  return (
    <Panel title="Submission">
      <Facts>
        <Fact name="Cycle">
          <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
        </Fact>
        <Fact name="Track">
          {track.name}
          {!track.requireCall && <span className={records.quiet}>, without a call</span>}
        </Fact>
        <Fact name="Access pool">{pool.name}</Fact>
        <Fact name="Beamlines">
          {facilities.length === 0 ? 'None' : facilities.map(({ acronym }) => acronym).join(', ')}
        </Fact>
        <Fact name="Decided">{decidedAt ? <Instant at={decidedAt} as="both" /> : 'Not yet'}</Fact>
        <Fact name="Result sent">{notifiedAt ? <Instant at={notifiedAt} as="both" /> : 'Not yet'}</Fact>
        <Fact name="Project">
          <ProjectFact submission={submission} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function ProposalFacts({ proposal }: { proposal: Submission['proposal'] }) {
  const { code, spokesperson, leader, delegate, team, areas, requests } = proposal;
  return (
    <Panel title="Proposal">
      <Facts>
        <Fact name="Code">{code}</Fact>
        <Fact name="Spokesperson">
          <span data-hint={spokesperson.email}>{spokesperson.name}</span>
        </Fact>
        {leader && <Fact name="Leader">{leader.name}</Fact>}
        {delegate && <Fact name="Delegate">{delegate.name}</Fact>}
        <Fact name="Team">{team.length === 0 ? 'Nobody else' : countText(team.length, 'member')}</Fact>
        {areas.length > 0 && <Fact name="Areas">{areas.join(', ')}</Fact>}
        <Fact name="Asks for">
          {requests.length === 0 ? (
            'Nothing'
          ) : (
            <ul className={records.plain}>
              {requests.map(({ id, facility, shifts }) => (
                <li key={id}>
                  <span data-hint={facility.name}>{facility.acronym}</span>: {countText(shifts, 'shift')}
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </Panel>
  );
}

function SubmissionView({ submission }: { submission: Submission }) {
  const { code, state, approved, proposal, stages, comments, track } = submission;
  useDocumentTitle(`Submission ${code}`);
  return (
    <>
      <PageHeader
        title={`Submission ${code}`}
        back={{ to: '/submissions', text: 'Submissions' }}
        badges={
          <>
            <StateBadge state={SUBMISSION_STATES[state]} />
            <DecisionBadge approved={approved} />
          </>
        }
      >
        {proposal.title}
      </PageHeader>
      <Columns
        main={
          <>
            {stages.length === 0 && (
              <Notice tone="warn" icon={IconAlertTriangle} title={`The track ${track.name} has no stages`}>
                This submission cannot be decided until the track has some.
              </Notice>
            )}
            {stages.map((stage) => (
              <StagePanel key={stage.position} stage={stage} />
            ))}
            {approved !== null && (
              <Panel title="Comments of the reviewers">
                <p className={comments ? records.text : records.quiet}>{comments || 'No comments.'}</p>
              </Panel>
            )}
          </>
        }
        aside={
          <>
            <SubmissionFacts submission={submission} />
            <ProposalFacts proposal={proposal} />
          </>
        }
      />
    </>
  );
}

export default function SubmissionPage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(SubmissionPageDocument, id);
  return (
    <RecordPage noun="submission" item={data?.submission} error={error} retry={retry}>
      {(submission) => <SubmissionView submission={submission} />}
    </RecordPage>
  );
}
