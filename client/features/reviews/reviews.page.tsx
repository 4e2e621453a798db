import { IconClipboardCheck } from '@tabler/icons-react';
import { PageHeader } from '../../components/page-header.tsx';
import { Cell, CycleCell, NameCell } from '../../components/records/cell.tsx';
import { Day } from '../../components/records/day.tsx';
import { OverdueBadge } from '../../components/records/overdue-badge.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { oneOf, REVIEW_STATES, stateChoices } from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { REVIEW_KINDS, reviewerText, scoreText } from '../../components/records/record-texts.ts';
import records from '../../components/records/records.module.css';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useCycleOptions } from '../../components/records/use-choices.ts';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { ReviewsDocument, type ReviewsQuery } from '../../gql/graphql.ts';
import classes from './reviews.module.css';

type Review = ReviewsQuery['reviews']['edges'][number]['node'];

const COLUMNS = ['Review of', 'Kind', 'Reviewer', 'Beamline', 'Cycle', 'Due', 'State', 'Score'];
const KEYS = ['state', 'kind', 'cycle', 'overdue'] as const;
const KINDS = Object.entries(REVIEW_KINDS).map(([value, label]) => ({ value, label }));

function ReviewRow({ review }: { review: Review }) {
  const { id, code, title, type, facility, cycle, dueDate, state, overdue, score } = review;
  return (
    <tr role="row">
      <NameCell href={recordHref('review', id)} name={code} title={title} />
      <Cell label="Kind">{REVIEW_KINDS[type.kind]}</Cell>
      <Cell label="Reviewer" className={classes.reviewer}>
        {reviewerText(review)}
      </Cell>
      <Cell label="Beamline">{facility?.acronym ?? '–'}</Cell>
      <CycleCell cycle={cycle} />
      <Cell label="Due">
        <Day date={dueDate} />
      </Cell>
      <Cell label="State">
        <span className={records.badges}>
          <StateBadge state={REVIEW_STATES[state]} />
          {overdue && <OverdueBadge />}
        </span>
      </Cell>
      <Cell label="Score">{scoreText(score)}</Cell>
    </tr>
  );
}

export default function ReviewsPage() {
  useDocumentTitle('Reviews');
  const filters = useRecordFilters(KEYS);
  const { q, state, kind, cycle, overdue } = filters.values;
  const list = useRecordList(ReviewsDocument, 'reviews', {
    search: q,
    state: oneOf(REVIEW_STATES, state),
    kind: oneOf(REVIEW_KINDS, kind),
    cycle,
    overdue: overdue === 'true' || undefined,
  });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'state', label: 'State', all: 'Any state', options: stateChoices(REVIEW_STATES) },
    { key: 'kind', label: 'Kind', all: 'Any kind', options: KINDS },
    { key: 'cycle', label: 'Cycle', all: 'All cycles', options: useCycleOptions() },
    { key: 'overdue', label: 'Overdue only' },
  ];
  return (
    <>
      <PageHeader title="Reviews">
        Evaluations of submissions and of the materials of projects, newest first.
      </PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search reviews', placeholder: 'Search code, title or reviewer' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'review', many: 'reviews' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconClipboardCheck,
          text: 'The task Advance Review Workflow creates them for the submissions of a call that has closed.',
        }}
      >
        {(review) => <ReviewRow key={review.id} review={review} />}
      </RecordTable>
    </>
  );
}
