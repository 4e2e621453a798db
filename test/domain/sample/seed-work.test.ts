import { beforeAll, describe, expect, test } from 'vitest';
import { advanceCycles, pendingCycleChanges } from '../../../server/domain/cycles/advance-cycles.ts';
import { createCycles } from '../../../server/domain/cycles/create-cycles.ts';
import { cycleDates } from '../../../server/domain/cycles/cycle-dates.ts';
import { CycleSchedule } from '../../../server/domain/cycles/cycle-schedule.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { autoSignOff } from '../../../server/domain/projects/auto-sign-off.ts';
import { createCallProjects } from '../../../server/domain/projects/create-call-projects.ts';
import { createNonCallProjects } from '../../../server/domain/projects/create-non-call-projects.ts';
import { notifyProjects } from '../../../server/domain/projects/notify-projects.ts';
import { advanceReviews } from '../../../server/domain/reviews/advance-reviews.ts';
import { remindReviewers } from '../../../server/domain/reviews/remind-reviewers.ts';
import { startReviews } from '../../../server/domain/reviews/start-reviews.ts';
import { sampleTypes } from '../../../server/domain/sample/cycle-plan.ts';
import { seedIfEmpty } from '../../../server/domain/sample/seed.ts';
import { day } from '../support/dates.ts';
import { useDomainDatabase, wipe } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';

const timeZone = 'America/Regina';

const { openDate, closeDate, dueDate, allocDate, startDate } = cycleDates(
  sampleTypes(day('2027-01-01'))[1]!,
  2027,
);

/** On which the phases of a half-year begin, some days before, and ends of months and years. */
const dates = [
  ...[openDate, closeDate, dueDate, allocDate, startDate].map(String),
  ...[closeDate, allocDate, startDate].map((date) => date.subtract({ days: 1 }).toString()),
  '2026-01-31',
  '2026-12-31',
  '2028-01-01',
  '2028-02-29',
];

const db = useDomainDatabase();

/** What each task would find, by the rules of the domain; `:today`, `:now` and `:zone` are filled in. */
const work = {
  'submissions of a closed call without reviews': `submission s join cycle c on c.id = s.cycle_id
    join track t on t.id = s.track_id
    where s.approved is null and c.end_date > :today and t.require_call and c.close_date <= :today
      and not exists (select from review r where r.submission_id = s.id)`,
  'submissions without a call and without reviews': `submission s join cycle c on c.id = s.cycle_id
    join track t on t.id = s.track_id
    where s.approved is null and c.end_date > :today and not t.require_call
      and not exists (select from review r where r.submission_id = s.id)`,
  'finished stages to decide': `submission s
    where s.state = 'STARTED' and exists (select from review r where r.submission_id = s.id)
      and not exists (select from review r where r.submission_id = s.id and r.state in ('PENDING', 'OPEN'))`,
  'reviews to open': `review r join stage on stage.id = r.stage_id
    where r.state = 'PENDING' and stage.auto_start and r.due_date is not null`,
  'reviews due tomorrow': `review r where r.state = 'OPEN' and r.due_date = :today + 1`,
  'approved call submissions after the allocation': `submission s join cycle c on c.id = s.cycle_id
    join track t on t.id = s.track_id
    where s.approved and s.project_id is null and s.no_project_reason is null and t.require_call
      and c.alloc_date <= :today and c.end_date > :today`,
  'requests to renew': `allocation_request r join cycle c on c.id = r.cycle_id join project p on p.id = r.project_id
    where r.state = 'SUBMITTED' and c.alloc_date <= :today and p.end_date >= c.end_date - 1`,
  'requests of projects that end too early': `allocation_request r join cycle c on c.id = r.cycle_id
    join project p on p.id = r.project_id
    where r.state = 'SUBMITTED' and c.alloc_date <= :today and p.end_date < c.end_date - 1`,
  'approved submissions without a call': `submission s join cycle c on c.id = s.cycle_id
    join track t on t.id = s.track_id
    where s.approved and s.project_id is null and not t.require_call and c.end_date > :today`,
  'approved submissions of a proposal with a project': `submission s join project p on p.proposal_id = s.proposal_id
    where s.approved and s.project_id is null`,
  'flexible allocations to roll over': `allocation a join cycle c on c.id = a.cycle_id
    join facility f on f.id = a.facility_id join project p on p.id = a.project_id
    join lateral (select * from cycle n where n.start_date >= c.end_date order by n.start_date, n.id limit 1) n on true
    where c.open_date <= :today and :today < c.end_date and f.flex_schedule and not a.declined and not a.discretionary
      and p.end_date >= n.end_date - 1
      and not exists (select from allocation b
        where b.project_id = a.project_id and b.facility_id = a.facility_id and b.cycle_id = n.id)`,
  'rejections of a call to tell': `submission s join cycle c on c.id = s.cycle_id join track t on t.id = s.track_id
    where t.require_call and s.state = 'REVIEWED' and not s.approved
      and c.alloc_date < :today and :today < c.end_date and c.results_notified_at is null`,
  'approvals without a call to tell': `submission s join track t on t.id = s.track_id
    where not t.require_call and s.state = 'REVIEWED' and s.notified_at is null and s.project_id is not null
      and (s.decided_at at time zone :zone)::date + t.notify_offset_days <= :today`,
  'rejections without a call to tell': `submission s join track t on t.id = s.track_id
    where not t.require_call and s.state = 'REVIEWED' and s.notified_at is null and not s.approved
      and (s.decided_at at time zone :zone)::date + t.notify_offset_days <= :today`,
  'sessions to sign off': `beam_session s join facility f on f.id = s.facility_id
    where s.state = 'LIVE' and s.end_at <= :now - coalesce(f.sign_off_hours, f.shift_size_hours) * interval '1 hour'`,
  'sessions to cancel': `beam_session s join facility f on f.id = s.facility_id
    where s.state = 'READY' and s.end_at <= :now - coalesce(f.sign_off_hours, f.shift_size_hours) * interval '1 hour'`,
  'messages to deliver': `notification where state = 'QUEUED' and next_attempt_at <= :now`,
};

/** Which of them nobody would find on this day. */
async function missing(today: Temporal.PlainDate, now: Temporal.Instant): Promise<string[]> {
  const counts = Object.entries(work).map(
    ([name, from]) => `(select count(*)::int from ${from}) as "${name}"`,
  );
  const select = `select ${counts.join(', ')}`
    .replaceAll(':today', `date '${today.toString()}'`)
    .replaceAll(':now', `timestamptz '${now.toString()}'`)
    .replaceAll(':zone', `'${timeZone}'`);
  const [found = {}] = await db.orm.em.fork().execute<Record<string, number>[]>(select);
  return Object.keys(work).filter((name) => !found[name]);
}

describe.each(dates)('the sample facility of %s', (date) => {
  const today = day(date);
  // Minutes after midnight: nothing of today has happened yet.
  const now = today.toZonedDateTime({ timeZone, plainTime: '00:05' }).toInstant();

  beforeAll(async () => {
    await wipe(db.orm);
    await seedIfEmpty(db.orm.em.fork(), { now, timeZone });
  });

  test('gives each task of the review and project lifecycle work', async () => {
    expect(await missing(today, now)).toEqual([]);
  });

  test('has nothing from the future: reviews, decisions and messages', async () => {
    const [row] = await db.orm.em.fork().execute<object[]>(
      `select (select count(*)::int from review where submitted_at > ?) as reviews,
              (select count(*)::int from submission where decided_at > ? or notified_at > ?) as submissions,
              (select count(*)::int from notification where queued_at > ?) as messages`,
      Array.from({ length: 4 }, () => now.toString()),
    );
    expect(row).toEqual({ reviews: 0, submissions: 0, messages: 0 });
  });

  test('gives Cycle Lifecycle and Create Cycles work, and once only', async () => {
    const { log, lines } = recordedLog();
    expect(await db.orm.em.fork().count(CycleSchedule)).toBe(await db.orm.em.fork().count(Cycle));

    const { changed } = await advanceCycles(db.orm.em.fork(), { today, now, log });
    expect(changed).toBeGreaterThanOrEqual(4);
    const { created } = await createCycles(db.orm.em.fork(), { today, now, log });
    expect(created).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBe(changed + created);

    expect((await pendingCycleChanges(db.orm.em.fork(), today)).pending).toBe(0);
    expect(await createCycles(db.orm.em.fork(), { today, now, log })).toEqual({ created: 0 });
  });

  test('lets each task of the lifecycle do all that it is for, and once only', async () => {
    const { log, lines } = recordedLog();
    const notify = queueMessages({ now, timeZone });
    const context = { today, now, timeZone, log, notify };
    const tasks = [advanceReviews, startReviews, createCallProjects, createNonCallProjects];
    const later = [notifyProjects, remindReviewers, autoSignOff];
    const run = async () => {
      const done: Record<string, number> = {};
      for (const task of [...tasks, ...later]) {
        for (const [what, count] of Object.entries(await task(db.orm.em.fork(), context))) {
          done[`${task.name} ${what}`] = count;
        }
      }
      return done;
    };

    const first = await run();
    expect(lines.filter((line) => line.startsWith('ERROR'))).toEqual([]);
    const worked = Object.keys(first).filter((what) => first[what]! > 0);
    expect(worked).toEqual(
      expect.arrayContaining([
        ...['created', 'closed', 'approved', 'rejected'].map((what) => `advanceReviews ${what}`),
        ...['opened', 'started', 'messages'].map((what) => `startReviews ${what}`),
        ...['created', 'renewed', 'rejected'].map((what) => `createCallProjects ${what}`),
        ...['created', 'joined', 'renewed'].map((what) => `createNonCallProjects ${what}`),
        ...['success', 'failure', 'cycles'].map((what) => `notifyProjects ${what}`),
        ...['messages', 'reviews'].map((what) => `remindReviewers ${what}`),
        ...['signedOff', 'cancelled', 'messages'].map((what) => `autoSignOff ${what}`),
      ]),
    );
    const second = await run();
    const again = Object.keys(second).filter((what) => second[what]! > 0);
    expect(again.filter((what) => what !== 'advanceReviews checked')).toEqual([]);
  });
});
