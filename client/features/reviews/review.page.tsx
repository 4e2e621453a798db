import { Link } from 'wouter';
import { Fact, Facts } from '../../components/fact.tsx';
import { Instant } from '../../components/instant.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { Day } from '../../components/records/day.tsx';
import { OverdueBadge } from '../../components/records/overdue-badge.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import { REVIEW_STATES } from '../../components/records/record-states.ts';
import {
  passMarkText,
  REVIEW_KINDS,
  reviewerText,
  scoreText,
} from '../../components/records/record-texts.ts';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { ReviewPageDocument, type ReviewPageQuery } from '../../gql/graphql.ts';

type Review = NonNullable<ReviewPageQuery['review']>;

function Subject({ review: { submission, material } }: { review: Review }) {
  if (submission) {
    return (
      <Fact name="Submission">
        <Link href={recordHref('submission', submission.id)}>{submission.code}</Link>
      </Fact>
    );
  }
  if (!material) return null;
  return (
    <>
      <Fact name="Materials">{material.code}</Fact>
      <Fact name="Project">
        <Link href={recordHref('project', material.project.id)}>{material.project.code}</Link>
      </Fact>
    </>
  );
}

function ReviewFacts({ review }: { review: Review }) {
  const { facility, cycle, stage, type, dueDate, submittedAt, score, isComplete, reviewer } = review;
  const mark = stage && passMarkText(stage.passScore, type.lowBetter);
  return (
    <Panel title="Details">
      <Facts>
        <Subject review={review} />
        <Fact name="Reviewer">
          <span data-hint={reviewer?.email}>{reviewerText(review)}</span>
        </Fact>
        {facility && (
          <Fact name="Beamline">
            <span data-hint={facility.name}>{facility.acronym}</span>
          </Fact>
        )}
        {stage && <Fact name="Stage">{stage.position}</Fact>}
        <Fact name="Cycle">
          <Link href={recordHref('cycle', cycle.id)}>{cycle.name}</Link>
        </Fact>
        <Fact name="Due">
          <Day date={dueDate} none="No date is set" />
        </Fact>
        <Fact name="Submitted">{submittedAt ? <Instant at={submittedAt} as="both" /> : 'Not yet'}</Fact>
        {type.scored && (
          <Fact name="Score">
            {scoreText(score)}
            {mark && <span className={records.quiet}> · the stage {mark}</span>}
          </Fact>
        )}
        <Fact name="Filled in">{isComplete ? 'Completely' : 'Not completely'}</Fact>
      </Facts>
    </Panel>
  );
}

function ReviewView({ review }: { review: Review }) {
  const { code, title, type, state, overdue, comments } = review;
  const name = `${REVIEW_KINDS[type.kind]} review of ${code}`;
  useDocumentTitle(name);
  return (
    <>
      <PageHeader
        title={name}
        back={{ to: '/reviews', text: 'Reviews' }}
        badges={
          <>
            <StateBadge state={REVIEW_STATES[state]} />
            {overdue && <OverdueBadge />}
          </>
        }
      >
        {title}
      </PageHeader>
      <Columns
        main={
          <Panel title="Comments">
            <p className={comments ? records.text : records.quiet}>{comments || 'No comments.'}</p>
          </Panel>
        }
        aside={<ReviewFacts review={review} />}
      />
    </>
  );
}

export default function ReviewPage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(ReviewPageDocument, id);
  return (
    <RecordPage noun="review" item={data?.review} error={error} retry={retry}>
      {(review) => <ReviewView review={review} />}
    </RecordPage>
  );
}
