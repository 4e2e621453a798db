import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { audit, type Change, takeChanges } from './support/audit.ts';
import { day } from './support/dates.ts';
import { useDomainDatabase, wipe } from './support/domain-database.ts';
import { anyDays, happen, type Step, type Totals, wholeLife } from './support/model-steps.ts';
import { connectAtOnce } from './support/waiting.ts';
import { anyFacility, buildFacility, everyOutcome } from './support/model-world.ts';

const db = useDomainDatabase();
beforeAll(async () => {
  await audit(db.orm);
  await connectAtOnce(db.orm, 3);
});

/** A while before the call of 2025 Jul-Dec closes. */
const firstDay = day('2025-02-25');

const moves: Record<string, string[]> = {
  submission: ['PENDING STARTED', 'PENDING REVIEWED', 'STARTED REVIEWED', 'REVIEWED COMPLETE'],
  review: ['new PENDING', 'PENDING OPEN', 'PENDING CLOSED', 'OPEN SUBMITTED', 'OPEN CLOSED'],
  allocation_request: ['new SUBMITTED', 'SUBMITTED COMPLETE', 'SUBMITTED REJECTED'],
  beam_session: ['new READY', 'new LIVE', 'READY CANCELLED', 'LIVE COMPLETE'],
  notification: ['new QUEUED'],
};

const stateOf = (row: Change['from']) => (typeof row?.['state'] === 'string' ? row['state'] : 'new');

function expectAllowed({ table, from, to }: Change): void {
  const move = `${stateOf(from)} ${stateOf(to)}`;
  if (table in moves && from?.['state'] !== to['state']) {
    // The safety review of what a project brings is open from the start.
    const isSafetyReview = table === 'review' && to['material_id'] !== null && move === 'new OPEN';
    if (!isSafetyReview) expect(moves[table], `${table} moved`).toContain(move);
  }
  if (table === 'submission' && from?.['approved'] !== null) {
    const fixed = ({ approved, comments, decided_at }: Record<string, unknown>) => ({
      approved,
      comments,
      decided_at,
    });
    expect(fixed(to)).toEqual(fixed(from ?? {}));
    // One project for good.
    if (from?.['project_id'] !== null) expect(to['project_id']).toBe(from?.['project_id']);
  }
  // Granted by people: no task touches an allocation that is there.
  if (table === 'allocation') expect(from).toBeNull();
}

/** What the changes amount to, in the words in which tasks report them. */
function totalsOf(changes: Change[]): Totals {
  const count = (table: string, is: (to: Change['to'], from: Change['from']) => boolean) =>
    changes.filter((change) => change.table === table && is(change.to, change.from)).length;
  const became = (table: string, state: string) =>
    count(table, (to, from) => to['state'] === state && from !== null && from['state'] !== state);
  const got = (column: string) =>
    count('submission', (to, from) => to[column] !== null && from?.[column] === null);
  const told = (kind: string) => count('notification', (to) => to['kind'] === kind);
  return {
    cyclesMoved: count('cycle', (to, from) => to['state'] !== from?.['state']),
    cyclesTold: count('cycle', (to, from) => to['results_notified_at'] !== from?.['results_notified_at']),
    reviewsCreated: count('review', (to, from) => from === null && to['submission_id'] !== null),
    reviewsClosed: became('review', 'CLOSED'),
    reviewsOpened: became('review', 'OPEN'),
    started: became('submission', 'STARTED'),
    approved: count('submission', (to, from) => to['approved'] === true && from?.['approved'] === null),
    rejected: count('submission', (to, from) => to['approved'] === false && from?.['approved'] === null),
    projects: count('project', (_, from) => from === null),
    joined: got('project_id') - count('project', (_, from) => from === null),
    without: got('no_project_reason'),
    requestsDone: became('allocation_request', 'COMPLETE'),
    requestsRejected: became('allocation_request', 'REJECTED'),
    rolledOver: count('allocation', (to) => to['origin'] === 'FLEXIBLE'),
    signedOff: became('beam_session', 'COMPLETE'),
    cancelled: became('beam_session', 'CANCELLED'),
    'review-request': told('review-request'),
    'review-reminder': told('review-reminder'),
    'submission-success': told('submission-success'),
    'submission-fail': told('submission-fail'),
    'auto-sign-off': told('auto-sign-off'),
  };
}

const sum = (all: Totals[]): Totals => {
  const totals: Totals = {};
  for (const one of all) {
    for (const [name, count] of Object.entries(one)) totals[name] = (totals[name] ?? 0) + count;
  }
  return totals;
};

const nonZero = (totals: Totals) =>
  Object.fromEntries(Object.entries(totals).filter(([, count]) => count > 0));

/** Lets a step happen, and holds what the tasks say they changed against what was changed. */
async function take({ events, again }: Step, today: Temporal.PlainDate): Promise<Totals> {
  const said = sum(await Promise.all(events.map((event) => happen(db.orm, event, today))));
  const changes = await takeChanges(db.orm);
  for (const change of changes) expectAllowed(change);
  expect(nonZero(said), JSON.stringify(events)).toEqual(nonZero(totalsOf(changes)));
  if (!again) return said;
  const repeated = sum(await Promise.all(events.map((event) => happen(db.orm, event, today))));
  expect(nonZero(repeated), `${JSON.stringify(events)} again`).toEqual({});
  expect(await takeChanges(db.orm)).toEqual([]);
  return said;
}

/** Rows that must not exist after any day, by what would be wrong with them. */
const wrongs = {
  'undecided with a decision, or decided without': `
    select code from submission where (approved is null) <> (state in ('PENDING', 'STARTED'))`,
  'not started though a review is open': `
    select s.code from submission s join review r on r.submission_id = s.id
    where s.state = 'PENDING' and r.state = 'OPEN'`,
  'more reviews created than a stage needs': `
    select r.submission_id from review r join stage on stage.id = r.stage_id
    where r.due_date < '2099-12-31'
    group by r.submission_id, r.facility_id, stage.id having count(*) > stage.min_reviews`,
  'a proposal with two projects': `
    select proposal_id from project group by proposal_id having count(*) > 1`,
  'two allocations of a project at a facility in a cycle': `
    select project_id from allocation group by project_id, facility_id, cycle_id having count(*) > 1`,
  'told twice of a review': `
    select user_id from announcement group by kind, user_id, review_id, due_date having count(*) > 1`,
  'a failure, a refused renewal or a sign-off told twice': `
    select user_id from notification where kind in ('submission-fail', 'renewal-rejected', 'auto-sign-off')
    group by kind, user_id, subject, body having count(*) > 1`,
  // Each proposal has a spokesperson of its own here. A result is of a submission, or of a project in a call's cycle.
  'more good news than there were results': `
    select p.code from proposal p
    where (select count(*) from notification where kind = 'submission-success' and user_id = p.spokesperson_id)
        > (select count(*) from submission s join track t on t.id = s.track_id
           where s.proposal_id = p.id and s.state = 'COMPLETE' and s.approved and not t.require_call)
        + (select count(*) from cycle where results_notified_at is not null)`,
  'a project of a submission that was not approved': `
    select code from submission where project_id is not null and approved is not true`,
  'a rejected request without a reason, or another with one': `
    select id from allocation_request where (state = 'REJECTED') <> (rejection_reason is not null)`,
};

async function expectNothingWrong(): Promise<void> {
  for (const [wrong, sql] of Object.entries(wrongs)) {
    expect(await db.orm.em.fork().execute(sql), wrong).toEqual([]);
  }
}

test('whatever happens in whatever order, twice and at once, states move as allowed and totals are true', async () => {
  let seen: Totals = {};
  await fc.assert(
    fc.asyncProperty(anyFacility, anyDays, async (facility, days) => {
      await wipe(db.orm);
      await buildFacility(db.orm, facility);
      await takeChanges(db.orm);
      let today = firstDay;
      for (const { gap, steps } of days) {
        today = today.add({ days: gap });
        for (const step of steps) seen = sum([seen, await take(step, today)]);
        await expectNothingWrong();
      }
    }),
    { numRuns: 20, examples: [[everyOutcome, wholeLife]] },
  );
  // Otherwise the model would not have shown anything about it.
  const unseen = Object.keys(totalsOf([])).filter((name) => !seen[name]);
  expect(unseen).toEqual([]);
});
