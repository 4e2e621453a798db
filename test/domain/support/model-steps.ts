import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import { advanceCycles } from '../../../server/domain/cycles/advance-cycles.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { autoSignOff } from '../../../server/domain/projects/auto-sign-off.ts';
import { createCallProjects } from '../../../server/domain/projects/create-call-projects.ts';
import { createNonCallProjects } from '../../../server/domain/projects/create-non-call-projects.ts';
import { notifyProjects } from '../../../server/domain/projects/notify-projects.ts';
import { advanceReviews } from '../../../server/domain/reviews/advance-reviews.ts';
import { openReviews } from '../../../server/domain/reviews/open-reviews.ts';
import { remindReviewers } from '../../../server/domain/reviews/remind-reviewers.ts';
import { startReviews } from '../../../server/domain/reviews/start-reviews.ts';
import { noon } from './dates.ts';
import { recordedLog } from './recorded-log.ts';

/** What was changed, by what each number counts. */
export type Totals = Record<string, number>;

type Work = ReturnType<typeof workOn>;

function workOn(today: Temporal.PlainDate) {
  const now = noon(today);
  const timeZone = 'America/Regina';
  return { today, now, timeZone, log: recordedLog().log, notify: queueMessages({ now, timeZone }) };
}

/** Every task by its domain function, and what it says it has changed. */
const tasks: Record<string, (em: EntityManager, work: Work) => Promise<Totals>> = {
  async cycleLifecycle(em, work) {
    const { changed } = await advanceCycles(em, work);
    return { cyclesMoved: changed };
  },
  async advanceReviewWorkflow(em, work) {
    const { created, closed, approved, rejected } = await advanceReviews(em, work);
    return { reviewsCreated: created, reviewsClosed: closed, approved, rejected };
  },
  async startReviews(em, work) {
    const { opened, started, messages } = await startReviews(em, work);
    return { reviewsOpened: opened, started, 'review-request': messages };
  },
  async remindReviewers(em, work) {
    const { messages } = await remindReviewers(em, work);
    return { 'review-reminder': messages };
  },
  async createCallProjects(em, work) {
    const { created, joined, without, renewed, rejected } = await createCallProjects(em, work);
    return { projects: created, joined, without, requestsDone: renewed, requestsRejected: rejected };
  },
  async createNonCallProjects(em, work) {
    const { created, joined, without, renewed } = await createNonCallProjects(em, work);
    return { projects: created, joined, without, rolledOver: renewed };
  },
  async notifyProjects(em, work) {
    const { success, failure, cycles } = await notifyProjects(em, work);
    return { 'submission-success': success, 'submission-fail': failure, cyclesTold: cycles };
  },
  async autoSignOff(em, work) {
    const { signedOff, cancelled, messages } = await autoSignOff(em, work);
    return { signedOff, cancelled, 'auto-sign-off': messages };
  },
};

/** What people do; `pick` chooses among the records there are. Written only where the state still allows it. */
const deeds: Record<string, (em: EntityManager, pick: number, today: Temporal.PlainDate) => Promise<Totals>> =
  {
    async submitOneOfEach(em, pick, today) {
      await submit(em, today, pick, 'distinct on (submission_id, stage_id, facility_id)');
      return {};
    },
    async submitAllReviews(em, pick, today) {
      await submit(em, today, pick, '');
      return {};
    },
    async saveDraft(em, pick) {
      await em.execute(
        `update review set is_complete = true, score = ? where state = 'OPEN' and id % 3 = ?`,
        [score(pick), pick % 3],
      );
      return {};
    },
    async openByHand(em, pick, today) {
      return em.transactional(async (tx) => {
        const reviews = await tx.execute<{ id: string }[]>(
          `select id from review where state = 'PENDING' order by md5(id::text || ?::text) limit 2`,
          [String(pick)],
        );
        const ids = reviews.map(({ id }) => id);
        const { opened, started } = await openReviews(tx, ids, noon(today));
        return { reviewsOpened: opened.length, started: started.length };
      });
    },
    // By a day that tells these reviews from those that a stage needs.
    async askMoreReviewers(em, pick) {
      const invited = await em.execute<unknown[]>(
        `insert into review (submission_id, cycle_id, stage_id, type_id, role, facility_id, due_date)
         select r.submission_id, r.cycle_id, r.stage_id, r.type_id, r.role, r.facility_id, date '2099-12-31'
         from review r join submission s on s.id = r.submission_id
         where s.approved is null order by md5(r.id::text || ?::text) limit 2
         returning id`,
        [String(pick)],
      );
      return { reviewsCreated: invited.length };
    },
    async askForRenewal(em, pick) {
      await em.execute(
        `insert into allocation_request (project_id, cycle_id, facility_id, state, shift_request)
         select a.project_id, (select id from cycle order by start_date desc limit 1), a.facility_id, 'SUBMITTED', ?
         from allocation a on conflict do nothing`,
        [pick % 9],
      );
      return {};
    },
    async holdSessions(em, pick, today) {
      await em.execute(
        `insert into beam_session (project_id, facility_id, start_at, end_at, state, kind, spokesperson_id)
         select a.project_id, a.facility_id, at - interval '8 h', at, ?, 'ONSITE', p.spokesperson_id
         from allocation a join project p on p.id = a.project_id, (select ?::timestamptz as at) as clock
         order by a.id limit 2`,
        [pick % 2 === 0 ? 'LIVE' : 'READY', noon(today.subtract({ days: pick % 2 })).toString()],
      );
      return {};
    },
  };

async function submit(
  em: EntityManager,
  today: Temporal.PlainDate,
  pick: number,
  which: string,
): Promise<void> {
  await em.execute(
    `update review set state = 'SUBMITTED', is_complete = ?, score = 1 + (id + ?) % 5, comments = 'Seen', submitted_at = ?
     where state = 'OPEN' and id in (
       select ${which} id from review where state = 'OPEN'
       order by submission_id, stage_id, facility_id, md5(id::text || ?::text)
     )`,
    [pick % 7 !== 0, pick, noon(today).toString(), String(pick)],
  );
}

const score = (pick: number) => 1 + (pick % 5);

/** Something that happens: a task, or somebody's deed. */
export interface Event {
  name: string;
  pick: number;
}

const anyEvent = (names: string[]): fc.Arbitrary<Event> =>
  fc.record({ name: fc.constantFrom(...names), pick: fc.nat(1000) });

const anyTask = anyEvent(Object.keys(tasks));
const anyDeed = anyEvent([...Object.keys(deeds), 'submitAllReviews', 'submitAllReviews']);

/** Events that happen at once; `again` when the same is done a second time. */
export interface Step {
  events: Event[];
  again: boolean;
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ events: fc.tuple(anyTask), again: fc.constant(true) }),
  fc.record({ events: fc.tuple(anyDeed), again: fc.constant(false) }),
  fc.record({ events: fc.tuple(anyTask, anyTask, anyDeed), again: fc.constant(false) }),
  anyTask.map((event) => ({ events: [event, event, event], again: false })),
);

const alone = (name: string, pick = 1): Step => ({ events: [{ name, pick }], again: false });

/** Everything once, in an order that takes submissions along; without it a random day seldom gets anywhere. */
const usualDay: Step[] = [...Object.keys(tasks).map((name) => alone(name)), alone('submitAllReviews')];

/** A day, so many days after the one before, and what happens on it. */
export interface Day {
  gap: number;
  steps: Step[];
}

/** Reviews are due after 14 days, so reminders are sent after 13. */
const anyGap = fc.constantFrom(1, 1, 2, 13, 13, 14, 30, 60, 150);

export const anyDays: fc.Arbitrary<Day[]> = fc.array(
  fc.record({
    gap: anyGap,
    steps: fc
      .tuple(fc.constantFrom(true, true, false), fc.array(anyStep, { minLength: 1, maxLength: 4 }))
      .map(([isUsual, steps]) => (isUsual ? usualDay.concat(steps) : steps)),
  }),
  { minLength: 4, maxLength: 8 },
);

/** Until the results of the second call, with everything that people do; the first reviews wait for their reminder. */
export const wholeLife: Day[] = [10, 13, 2, 1, 1, 37, 1, 1, 350, 14, 1].map((gap, index) => ({
  gap,
  steps: [
    ...usualDay.slice(0, -1),
    ...(index > 0 ? ['submitOneOfEach'] : []).map((name) => alone(name)),
    ...['askMoreReviewers', 'askForRenewal'].map((name) => alone(name)),
    alone('holdSessions', gap),
  ],
}));

/** Lets an event happen and returns what it says it has changed. */
export async function happen(
  orm: MikroORM,
  { name, pick }: Event,
  today: Temporal.PlainDate,
): Promise<Totals> {
  const em = orm.em.fork();
  const task = tasks[name];
  if (task) return task(em, workOn(today));
  return (await deeds[name]?.(em, pick, today)) ?? {};
}
