import { Submission } from '../../domain/reviews/submission.entity.ts';
import { atOrBelow } from '../beamlines/at-or-below.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { SubmissionObject, type SubmissionsArgs } from './submission.type.ts';

/** One page of submissions, newest first. */
export function pageOfSubmissions(
  context: Context,
  args: SubmissionsArgs,
): Promise<Connection<SubmissionObject>> {
  const { search, state, cycle, track, facility, approved } = args;
  return pageOf(
    context,
    {
      entity: Submission,
      table: 'submission',
      conditions: [
        given(state, 'item.state = ?'),
        ofRecord(cycle, 'cycle', 'item.cycle_id = ?'),
        ofRecord(track, 'track', 'item.track_id = ?'),
        ofRecord(facility, 'facility', goesTo),
        given(approved, 'item.approved = ?'),
        containing(search, searched),
      ],
      order: [byId],
      direction: 'desc',
    },
    args,
    (submission) => new SubmissionObject(submission),
  );
}

const goesTo = `exists (
  select from submission_technique st join facility_technique ft on ft.id = st.facility_technique_id
   where st.submission_id = item.id and ft.facility_id in (${atOrBelow}))`;

/** One join for the whole search: no plan looks anything up once a row. */
const searched = `item.id in (
  select submission.id from submission
    join proposal on proposal.id = submission.proposal_id
    join facility_user person on person.id = proposal.spokesperson_id
   where submission.code ilike ? or proposal.code ilike ? or proposal.title ilike ?
      or person.first_name || ' ' || person.last_name ilike ?)`;
