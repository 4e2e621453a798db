import { Submission } from '../../domain/reviews/submission.entity.ts';
import { atOrBelow } from '../beamlines/at-or-below.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { namedLike } from '../people/named-like.ts';
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

const searched = `lower(item.code) like lower(?) or item.proposal_id in (
  select id from proposal
   where lower(code) like lower(?) or lower(title) like lower(?) or spokesperson_id in (${namedLike}))`;
