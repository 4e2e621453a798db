import { describe, expect, test } from 'vitest';
import { Announcement } from '../../../server/domain/notifications/announcement.entity.ts';
import type { Message } from '../../../server/domain/notifications/notify.ts';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { openReviews } from '../../../server/domain/reviews/open-reviews.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { reviewsToStart, startReviews } from '../../../server/domain/reviews/start-reviews.ts';
import { Submission } from '../../../server/domain/reviews/submission.entity.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain, wipe } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { connectAtOnce } from '../support/waiting.ts';
import {
  aCycle,
  aFacility,
  aProposal,
  aReview,
  aReviewer,
  aReviewType,
  aStage,
  aSubmission,
  aTrack,
  aUser,
} from '../support/world.ts';
import { aMaterialReview } from './material-review.ts';

const db = useEmptyDomain();

const now = noon(day('2025-03-10'));

async function run(em = db.orm.em.fork()) {
  const { log, lines, fields } = recordedLog();
  const messages: Message[] = [];
  const queue = queueMessages({ now });
  const notify = (...[tx, some]: Parameters<typeof queue>) => {
    messages.push(...some);
    return queue(tx, some);
  };
  const result = await startReviews(em, { now, log, notify });
  return { ...result, lines, fields, messages };
}

const stateOf = async (id: string) => (await db.orm.em.fork().findOneOrFail(Review, id)).state;
const submissionState = async (id: string) => (await db.orm.em.fork().findOneOrFail(Submission, id)).state;
const due = (date: string) => ({ dueDate: day(date) });

/** A stage by the role `reviewer`, and a submission. */
async function aPlace(row: { autoStart?: boolean } = {}) {
  const track = await aTrack(db.orm);
  const reviewType = await aReviewType(db.orm, { code: `scientific ${track}` });
  const stage = await aStage(db.orm, { track, position: 1, reviewType, ...row });
  const cycle = await aCycle(db.orm);
  const proposal = await aProposal(db.orm, { title: 'Rust on Mars' });
  const submission = await aSubmission(db.orm, { code: `GAP${track}`, cycle, track, proposal });
  const code = `GAP${track}`;
  return { track, stage, cycle, submission, code, at: { submission, stage } };
}

describe('what is opened', () => {
  test('pending reviews with a due date; their reviewers are told and the submission is started', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer'], firstName: 'Ada', lastName: 'Lovelace' });
    const { at, code, submission } = await aPlace();
    const first = await aReview(db.orm, { ...at, ...due('2025-03-24') });
    const second = await aReview(db.orm, { ...at, ...due('2025-03-24') });
    expect(await reviewsToStart(db.orm.em.fork())).toEqual({ pending: 2, undated: 0, behind: 0 });

    const { lines, fields, ...result } = await run();
    expect(result).toMatchObject({ opened: 2, started: 1, messages: expect.anything() });
    const [notification] = await db.orm.em.fork().find(Notification, {});
    expect(lines).toEqual([
      `INFO ${code}: 2 reviews opened, started`,
      'INFO Told Ada Lovelace of 2 reviews',
      'INFO 1 reviewer notification',
      'INFO 2 reviews opened',
      'INFO 1 submission started',
    ]);
    expect(fields.slice(0, 2)).toEqual([{ submissionId: submission }, { notificationId: notification?.id }]);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['OPEN', 'OPEN']);
    expect(await submissionState(submission)).toBe('STARTED');
    expect(notification).toMatchObject({
      user: { id: ada },
      kind: 'review-request',
      level: 'IMPORTANT',
      state: 'QUEUED',
    });
    expect(await reviewsToStart(db.orm.em.fork())).toEqual({ pending: 0, undated: 0, behind: 0 });
  });

  test('not those of stages that an administrator starts, nor of decided submissions', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    const byHand = await aPlace({ autoStart: false });
    const kept = await aReview(db.orm, { ...byHand.at, ...due('2025-03-24') });
    const decided = await aPlace();
    const late = await aReview(db.orm, { ...decided.at, ...due('2025-03-24') });
    await db.orm.em.fork().nativeUpdate(Submission, decided.submission, {
      state: 'REVIEWED',
      approved: false,
      decidedAt: now,
    });
    expect(await run()).toMatchObject({ opened: 0, started: 0, messages: [] });
    expect([await stateOf(kept), await stateOf(late)]).toEqual(['PENDING', 'PENDING']);
  });

  test('a pending safety review of materials has no stage, and is not theirs', async () => {
    await aUser(db.orm, { roles: ['safety'] });
    const { id } = await aMaterialReview(db.orm, { role: 'safety', ...due('2025-03-24') });
    expect(await reviewsToStart(db.orm.em.fork())).toEqual({ pending: 0, undated: 0, behind: 0 });
    expect(await run()).toMatchObject({ opened: 0, messages: [] });
    expect(await stateOf(id)).toBe('PENDING');
  });

  test('those without a due date wait, and are counted in a warning', async () => {
    const { at } = await aPlace();
    const review = await aReview(db.orm, at);
    expect(await reviewsToStart(db.orm.em.fork())).toEqual({ pending: 0, undated: 1, behind: 0 });
    expect((await run()).lines).toContain(
      'WARN 1 review without a due date: set one, or they are never opened',
    );
    expect(await stateOf(review)).toBe('PENDING');
  });

  test('a submission of which somebody else has opened a review is started, too', async () => {
    const { at, code, submission } = await aPlace();
    await aReview(db.orm, { ...at, state: 'OPEN', ...due('2025-03-24') });
    expect(await reviewsToStart(db.orm.em.fork())).toEqual({ pending: 0, undated: 0, behind: 1 });
    const { lines, started } = await run();
    expect(started).toBe(1);
    expect(lines).toContain(`INFO ${code}: started`);
    expect(await submissionState(submission)).toBe('STARTED');
  });

  test('an administrator who opens a review starts its submission by the same function', async () => {
    const { at, submission } = await aPlace({ autoStart: false });
    const review = await aReview(db.orm, at);
    const open = () => db.orm.em.fork().transactional((tx) => openReviews(tx, [review], now));
    expect(await open()).toMatchObject({ opened: [review], started: [{ id: submission }] });
    expect(await open()).toEqual({ opened: [], started: [] });
    expect(await submissionState(submission)).toBe('STARTED');
  });
});

describe('who is told', () => {
  test('one message a person, whatever makes them a reviewer, by due date then code', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer', 'reviewer:aa'] });
    const bob = await aUser(db.orm, { roles: ['reviewer'] });
    const reviewer = await aReviewer(db.orm, { user: ada });
    const facility = await aFacility(db.orm, 'AA');
    const one = await aPlace();
    const other = await aPlace();
    const [low, high] = [one, other].toSorted((x, y) => (x.code < y.code ? -1 : 1));
    await aReview(db.orm, { ...high!.at, ...due('2025-03-24') });
    await aReview(db.orm, { ...low!.at, ...due('2025-03-24'), role: 'reviewer:aa', facility });
    await aReview(db.orm, { ...high!.at, ...due('2025-03-20'), reviewer, role: null });

    const { messages } = await run();
    expect(messages).toHaveLength(2);
    const toAda = messages.find(({ to }) => 'user' in to && to.user === ada);
    const toBob = messages.find(({ to }) => 'user' in to && to.user === bob);
    const type = { title: 'Rust on Mars', type: expect.stringContaining('scientific') };
    expect(toAda?.data).toEqual({
      reviews: [
        { code: high!.code, dueDate: '2025-03-20', ...type },
        { code: low!.code, dueDate: '2025-03-24', facility: 'AA', ...type },
        { code: high!.code, dueDate: '2025-03-24', ...type },
      ],
    });
    expect(toBob?.data).toEqual({ reviews: [{ code: high!.code, dueDate: '2025-03-24', ...type }] });
    expect(await db.orm.em.fork().count(Announcement)).toBe(4);
  });

  test('a role is matched exactly: holders of its realms are not told', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer:aa'] });
    await aUser(db.orm, { roles: ['reviewer'] });
    const { at } = await aPlace();
    await aReview(db.orm, { ...at, ...due('2025-03-24'), role: 'reviewer:aa' });
    expect((await run()).messages.map(({ to }) => to)).toEqual([{ user: ada }]);
  });

  test('a named reviewer is told alone, though others hold the role', async () => {
    const ada = await aUser(db.orm);
    await aUser(db.orm, { roles: ['reviewer'] });
    const { at } = await aPlace();
    const reviewer = await aReviewer(db.orm, { user: ada });
    await aReview(db.orm, { ...at, ...due('2025-03-24'), reviewer, role: 'reviewer' });
    expect((await run()).messages.map(({ to }) => to)).toEqual([{ user: ada }]);
  });

  test('the key names template, person, smallest review and its due date', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer'] });
    const { at } = await aPlace();
    const smallest = await aReview(db.orm, { ...at, ...due('2025-03-24') });
    await aReview(db.orm, { ...at, ...due('2025-03-20') });
    expect((await run()).messages[0]?.dedupeKey).toBe(`review-request:${ada}:${smallest}:2025-03-24`);
  });

  test('a person with nothing new gets nothing; what is new makes a message of its own', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    const { at, code } = await aPlace();
    await aReview(db.orm, { ...at, ...due('2025-03-24') });
    await run();
    expect(await run()).toMatchObject({ messages: [], opened: 0, started: 0 });
    await aReview(db.orm, { ...at, ...due('2025-03-25') });
    const { messages, lines } = await run();
    expect(messages).toHaveLength(1);
    expect(messages[0]?.data).toMatchObject({ reviews: [{ code, dueDate: '2025-03-25' }] });
    expect(lines[0]).toBe(`INFO ${code}: 1 review opened`);
  });

  test('a review that is opened again is not told again, unless its due date is another', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    const { at } = await aPlace();
    const review = await aReview(db.orm, { ...at, ...due('2025-03-24') });
    await run();
    const back = (dueDate: string) =>
      db.orm.em.fork().nativeUpdate(Review, review, { state: 'PENDING', ...due(dueDate) });
    await back('2025-03-24');
    expect(await run()).toMatchObject({ opened: 1, messages: [] });
    await back('2025-03-25');
    expect((await run()).messages).toHaveLength(1);
  });
});

describe('a role nobody holds', () => {
  test('is warned of, the review is open, and the user office is told once', async () => {
    const office = await aUser(db.orm, { roles: ['admin:uso'] });
    const { at, code } = await aPlace();
    const review = await aReview(db.orm, { ...at, ...due('2025-03-24'), role: 'reviewer:zz' });
    const { messages, lines } = await run();
    expect(messages).toMatchObject([
      {
        to: { user: office },
        template: 'role-without-holder',
        data: { role: 'reviewer:zz', reviews: [{ code, dueDate: '2025-03-24' }] },
      },
    ]);
    expect(lines).toContain(`WARN Nobody holds the role reviewer:zz: nobody was told of 1 review (${code})`);
    expect(await stateOf(review)).toBe('OPEN');
    await db.orm.em.fork().nativeUpdate(Review, review, { state: 'PENDING' });
    expect(await run()).toMatchObject({ opened: 1, messages: [] });
  });

  test('is warned of even when the user office has nobody either', async () => {
    const { at, code } = await aPlace();
    await aReview(db.orm, { ...at, ...due('2025-03-24'), role: 'reviewer:zz' });
    const { messages, lines } = await run();
    expect(messages).toEqual([]);
    expect(lines).toContain(`WARN Nobody holds the role reviewer:zz: nobody was told of 1 review (${code})`);
  });

  test('makes one message a role', async () => {
    await aUser(db.orm, { roles: ['admin:uso'] });
    const { at } = await aPlace();
    for (const role of ['reviewer:yy', 'reviewer:zz', 'reviewer:zz']) {
      await aReview(db.orm, { ...at, ...due('2025-03-24'), role });
    }
    const { messages } = await run();
    expect(new Set(messages.map(({ data }) => data['role']))).toEqual(
      new Set(['reviewer:yy', 'reviewer:zz']),
    );
    expect(messages).toHaveLength(2);
  });
});

describe('safety', () => {
  const many = async (count: number) => {
    await aUser(db.orm, { roles: ['reviewer'] });
    const { stage, track, cycle } = await aPlace();
    const reviews: string[] = [];
    for (let index = 0; index < count; index++) {
      const submission = await aSubmission(db.orm, { cycle, track });
      reviews.push(await aReview(db.orm, { submission, stage, ...due('2025-03-24') }));
    }
    return reviews;
  };

  test('many runs at once open, tell and count each review once', async () => {
    await many(12);
    await connectAtOnce(db.orm, 4);
    const runs = await Promise.all(Array.from({ length: 4 }, () => run()));
    const sum = (key: 'opened' | 'started') => runs.reduce((total, one) => total + one[key], 0);
    expect([sum('opened'), sum('started')]).toEqual([12, 12]);
    expect(await db.orm.em.fork().count(Announcement)).toBe(12);
    expect(await db.orm.em.fork().count(Notification)).toBe(1);
  });

  test('opening and telling are one: when the messages cannot be written, nothing is opened', async () => {
    const [review] = await many(1);
    const { log, lines } = recordedLog();
    const notify = () => Promise.reject(new Error('the outbox is full'));
    await expect(startReviews(db.orm.em.fork(), { now, log, notify })).rejects.toThrow('the outbox is full');
    expect(await stateOf(review!)).toBe('PENDING');
    expect(lines).toEqual([]);
  });

  test('a bad review is told of by name, the others are opened, and the run fails with their number', async () => {
    const reviews = await many(4);
    const bad = await db.orm.em.fork().findOneOrFail(Review, reviews[1]!, { populate: ['submission'] });
    await db.orm.em.execute(`create function refuse() returns trigger language plpgsql as $$
      begin if new.id = ${bad.id} then raise exception 'not this one'; end if; return new; end $$`);
    await db.orm.em.execute(
      'create trigger refuse before update on review for each row execute function refuse()',
    );
    const { log, lines, fields } = recordedLog();
    try {
      await expect(
        startReviews(db.orm.em.fork(), { now, log, notify: queueMessages({ now }) }),
      ).rejects.toThrow('1 of 4 reviews could not be opened: see the log');
    } finally {
      await db.orm.em.execute('drop function refuse cascade');
    }
    const error = lines.findIndex((line) => line.startsWith('ERROR'));
    expect(lines[error]).toContain(`${bad.submission?.code}: its review ${bad.id} cannot be opened`);
    expect(fields[error]).toEqual({ reviewId: bad.id, submissionId: bad.submission?.id });
    expect(await db.orm.em.fork().count(Review, { state: 'OPEN' })).toBe(3);
    // Nobody is told twice of one review, though the batch was written in parts.
    expect(await db.orm.em.fork().count(Announcement)).toBe(3);
  });

  test('many reviews take as many statements as one', async () => {
    const statements = async (count: number) => {
      await wipe(db.orm);
      await many(count);
      db.sql.length = 0;
      expect((await run()).opened).toBe(count);
      return db.sql.length;
    };
    expect(await statements(20)).toBe(await statements(1));
  });
});
