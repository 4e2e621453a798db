import { Link } from 'wouter';
import { Panel } from '../../components/panel.tsx';
import { Day } from '../../components/records/day.tsx';
import { Cell } from '../../components/records/cell.tsx';
import { OverdueBadge } from '../../components/records/overdue-badge.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { REVIEW_STATES, STAGE_OUTCOMES } from '../../components/records/record-states.ts';
import { countText } from '../../components/count-text.ts';
import {
  passMarkText,
  REVIEW_KINDS,
  reviewerText,
  scoreText,
} from '../../components/records/record-texts.ts';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import type { SubmissionPageQuery } from '../../gql/graphql.ts';
import classes from './submissions.module.css';

export type Stage = NonNullable<SubmissionPageQuery['submission']>['stages'][number];

/** What the stage asks for: "needs 2 reviews for each beamline · passes at 3 or less · does not reject". */
export function stageRule({ minReviews, blocks, passScore, type }: Omit<Stage, 'reviews' | 'facilities'>) {
  const needs = `Needs ${countText(minReviews, 'review')}${type.perFacility ? ' for each beamline' : ''}`;
  if (!blocks) return `${needs} · rejects nothing`;
  return `${needs} · ${passMarkText(passScore, type.lowBetter) ?? 'passes when finished'}`;
}

/** The stage's average, which its pass mark above is for; per beamline where each has its own. */
function Averages({ stage: { average, facilities } }: { stage: Stage }) {
  if (facilities.length > 0) {
    return (
      <ul className={classes.beamlines}>
        {facilities.map(({ facility, outcome, average }) => (
          <li key={facility.id}>
            <b>{facility.acronym}</b>
            <StateBadge state={STAGE_OUTCOMES[outcome]} />
            {average !== null && <span>average {scoreText(average)}</span>}
          </li>
        ))}
      </ul>
    );
  }
  if (average === null) return null;
  return (
    <p>
      Average <b>{scoreText(average)}</b>
    </p>
  );
}

function ReviewRow({ review, perFacility }: { review: Stage['reviews'][number]; perFacility: boolean }) {
  const { id, state, facility, score, dueDate, overdue, isComplete } = review;
  return (
    <tr role="row">
      <td role="cell">
        <Link href={recordHref('review', id)} className={records.name}>
          {reviewerText(review)}
        </Link>
      </td>
      {perFacility && <Cell label="Beamline">{facility?.acronym ?? '–'}</Cell>}
      <Cell label="State">
        <span className={records.badges}>
          <StateBadge state={REVIEW_STATES[state]} />
          {overdue && <OverdueBadge />}
        </span>
      </Cell>
      <Cell label="Score" note={state !== 'PENDING' && !isComplete ? 'Not complete' : undefined}>
        {scoreText(score)}
      </Cell>
      <Cell label="Due">
        <Day date={dueDate} />
      </Cell>
    </tr>
  );
}

/** One stage of a submission's track: what it asks for, what came of it, and its reviews. */
export function StagePanel({ stage }: { stage: Stage }) {
  const { position, type, outcome, reviews } = stage;
  const { perFacility } = type;
  const columns = ['Reviewer', ...(perFacility ? ['Beamline'] : []), 'State', 'Score', 'Due'];
  const title = `${position}. ${REVIEW_KINDS[type.kind]} review`;
  return (
    <Panel title={title} aside={<StateBadge state={STAGE_OUTCOMES[outcome]} />} flush>
      <div className={classes.rule}>
        <p className={records.quiet}>{stageRule(stage)}</p>
        <Averages stage={stage} />
      </div>
      {reviews.length > 0 && (
        <div className={classes.reviews} data-beamlines={perFacility || undefined}>
          <DataTable
            label={`Reviews of stage ${position}`}
            columns={columns}
            className={classes.reviewTable}
            bare
          >
            {reviews.map((review) => (
              <ReviewRow key={review.id} review={review} perFacility={perFacility} />
            ))}
          </DataTable>
        </div>
      )}
    </Panel>
  );
}
