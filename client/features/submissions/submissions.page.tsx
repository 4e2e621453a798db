import { IconFileDescription } from '@tabler/icons-react';
import { PageHeader } from '../../components/page-header.tsx';
import { Cell, CycleCell, NameCell } from '../../components/records/cell.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import { oneOf, stateChoices, DECISIONS, SUBMISSION_STATES } from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import records from '../../components/records/records.module.css';
import { DecisionBadge, StateBadge } from '../../components/records/state-badge.tsx';
import {
  useBeamlineOptions,
  useCycleOptions,
  useTrackOptions,
} from '../../components/records/use-choices.ts';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { SubmissionsDocument, type SubmissionsQuery } from '../../gql/graphql.ts';
import classes from './submissions.module.css';

type Submission = SubmissionsQuery['submissions']['edges'][number]['node'];

const COLUMNS = ['Submission', 'Spokesperson', 'Track', 'Cycle', 'Beamlines', 'State'];
const KEYS = ['state', 'decision', 'cycle', 'track', 'facility'] as const;

function SubmissionRow({ submission }: { submission: Submission }) {
  const { id, code, state, approved, proposal, track, cycle, facilities } = submission;
  return (
    <tr role="row">
      <NameCell href={recordHref('submission', id)} name={code} title={proposal.title} />
      <Cell label="Spokesperson">{proposal.spokesperson.name}</Cell>
      <Cell label="Track">{track.name}</Cell>
      <CycleCell cycle={cycle} />
      <Cell label="Beamlines" className={records.acronyms}>
        {facilities.map(({ acronym }) => acronym).join(', ') || '–'}
      </Cell>
      <Cell label="State">
        <span className={records.badges}>
          <StateBadge state={SUBMISSION_STATES[state]} />
          <DecisionBadge approved={approved} />
        </span>
      </Cell>
    </tr>
  );
}

export default function SubmissionsPage() {
  useDocumentTitle('Submissions');
  const filters = useRecordFilters(KEYS);
  const { q, state, decision, cycle, track, facility } = filters.values;
  const decided = oneOf(DECISIONS, decision);
  const list = useRecordList(SubmissionsDocument, 'submissions', {
    search: q,
    state: oneOf(SUBMISSION_STATES, state),
    approved: decided && decided === 'approved',
    cycle,
    track,
    facility,
  });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'state', label: 'State', all: 'Any state', options: stateChoices(SUBMISSION_STATES) },
    { key: 'decision', label: 'Decision', all: 'Any decision', options: stateChoices(DECISIONS) },
    { key: 'cycle', label: 'Cycle', all: 'All cycles', options: useCycleOptions() },
    { key: 'track', label: 'Track', all: 'All tracks', options: useTrackOptions() },
    { key: 'facility', label: 'Beamline', all: 'All beamlines', options: useBeamlineOptions() },
  ];
  return (
    <>
      <PageHeader title="Submissions">
        Proposals on their way through a review track, newest first.
      </PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search submissions', placeholder: 'Search code, title or spokesperson' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'submission', many: 'submissions' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconFileDescription,
          text: 'They appear here when proposals are submitted to a review track.',
        }}
      >
        {(submission) => <SubmissionRow key={submission.id} submission={submission} />}
      </RecordTable>
    </>
  );
}
