import { describe, expect, test } from 'vitest';
import { Announcement } from '../../../server/domain/notifications/announcement.entity.ts';
import type { Message } from '../../../server/domain/notifications/notify.ts';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { remindersNeeded, remindReviewers } from '../../../server/domain/reviews/remind-reviewers.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { connectAtOnce } from '../support/waiting.ts';
import {
  aCycle,
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

const dueDate = day('2025-04-16');

async function runOn(date: string) {
  const { log, lines, fields } = recordedLog();
  const messages: Message[] = [];
  const queue = queueMessages({ now: noon(day(date)) });
  const notify = (...[tx, some]: Parameters<typeof queue>) => {
    messages.push(...some);
    return queue(tx, some);
  };
  const result = await remindReviewers(db.orm.em.fork(), { today: day(date), log, notify });
  return { result, lines, fields, messages };
}

async function aPlace() {
  const track = await aTrack(db.orm);
  const stage = await aStage(db.orm, { track, position: 1, reviewType: await aReviewType(db.orm) });
  const code = `GAP${track}`;
  const submission = await aSubmission(db.orm, { code, cycle: await aCycle(db.orm), track });
  return { code, at: { submission, stage } };
}

const anOpenReview = async (row = {}) => {
  const { at, code } = await aPlace();
  return { code, id: await aReview(db.orm, { ...at, state: 'OPEN', dueDate, ...row }) };
};

describe('when', () => {
  test.each([
    { date: '2025-04-14', is: false, when: 'two days before' },
    { date: '2025-04-15', is: true, when: 'the day before it is due' },
    { date: '2025-04-16', is: true, when: 'the day it is due, when the reminder was missed' },
    { date: '2025-04-17', is: false, when: 'when it is overdue' },
  ])('$when: $is', async ({ date, is }) => {
    await aUser(db.orm, { roles: ['reviewer'] });
    await anOpenReview();
    const due = is ? 1 : 0;
    expect(await remindersNeeded(db.orm.em.fork(), day(date))).toEqual({ needed: due, due });
    expect((await runOn(date)).result).toEqual({ messages: due, reviews: due });
  });

  test('once: not again the same day, nor the next', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    await anOpenReview();
    expect((await runOn('2025-04-15')).result).toEqual({ messages: 1, reviews: 1 });
    for (const date of ['2025-04-15', '2025-04-16']) {
      expect(await remindersNeeded(db.orm.em.fork(), day(date))).toEqual({ needed: 0, due: 1 });
      const { result, messages, lines } = await runOn(date);
      expect(result).toEqual({ messages: 0, reviews: 0 });
      expect(messages).toEqual([]);
      expect(lines).toEqual(['INFO 0 reminders for 0 reviews']);
    }
  });

  test('again when the due date is moved', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    const { id } = await anOpenReview();
    await runOn('2025-04-15');
    await db.orm.em.fork().nativeUpdate(Review, id, { dueDate: day('2025-04-20') });
    expect((await runOn('2025-04-19')).result).toEqual({ messages: 1, reviews: 1 });
  });

  test('only of OPEN reviews', async () => {
    await aUser(db.orm, { roles: ['reviewer'] });
    for (const state of ['PENDING', 'SUBMITTED', 'CLOSED']) await anOpenReview({ state });
    expect((await runOn('2025-04-15')).messages).toEqual([]);
  });
});

describe('who', () => {
  test('each person gets one message with all their reviews, by due date then code', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer'], firstName: 'Ada', lastName: 'Lovelace' });
    const reviewer = await aReviewer(db.orm, { user: ada });
    const one = await anOpenReview();
    const two = await anOpenReview({ reviewer, dueDate: day('2025-04-15') });
    const { result, messages, lines, fields } = await runOn('2025-04-15');
    expect(result).toEqual({ messages: 1, reviews: 2 });
    expect(messages).toMatchObject([
      {
        to: { user: ada },
        template: 'review-reminder',
        level: 'IMPORTANT',
        dedupeKey: `review-reminder:${ada}:${one.id}:2025-04-16`,
        data: {
          reviews: [
            { code: two.code, dueDate: '2025-04-15' },
            { code: one.code, dueDate: '2025-04-16' },
          ],
        },
      },
    ]);
    expect(lines).toEqual(['INFO Reminded Ada Lovelace of 2 reviews', 'INFO 1 reminder for 2 reviews']);
    const [notification] = await db.orm.em.fork().find(Notification, {});
    expect(fields[0]).toEqual({ notificationId: notification?.id });
  });

  test('having asked for a review does not stand for the reminder', async () => {
    const ada = await aUser(db.orm, { roles: ['reviewer'] });
    const { id } = await anOpenReview();
    const notification = await db.orm.em.fork().insert(Notification, {
      user: ada,
      kind: 'review-request',
      level: 'IMPORTANT',
      subject: '',
      body: '',
      html: '',
      dedupeKey: 'x',
      queuedAt: noon(dueDate),
      nextAttemptAt: noon(dueDate),
    });
    await db.orm.em
      .fork()
      .insert(Announcement, { kind: 'review-request', user: ada, review: id, dueDate, notification });
    expect((await runOn('2025-04-15')).messages).toHaveLength(1);
  });

  test('safety reviews of materials are reminded of, by the code of the material', async () => {
    const ada = await aUser(db.orm, { roles: ['safety'] });
    const { code, title } = await aMaterialReview(db.orm, { role: 'safety', state: 'OPEN', dueDate });
    const { messages } = await runOn('2025-04-15');
    expect(messages).toMatchObject([{ to: { user: ada }, data: { reviews: [{ code, title }] } }]);
  });

  test('of a role nobody holds it warns each time, and tells the user office once', async () => {
    const office = await aUser(db.orm, { roles: ['admin:uso'] });
    const { code } = await anOpenReview({ role: 'reviewer:zz' });
    const warning = `WARN Nobody holds the role reviewer:zz: nobody was told of 1 review (${code})`;
    const first = await runOn('2025-04-15');
    expect(first.messages).toMatchObject([{ to: { user: office }, template: 'role-without-holder' }]);
    expect(first.lines).toContain(warning);
    const second = await runOn('2025-04-16');
    expect(second.messages).toEqual([]);
    expect(second.lines).toContain(warning);
  });
});

test('many runs at once remind each person once', async () => {
  for (let index = 0; index < 3; index++) await aUser(db.orm, { roles: ['reviewer'] });
  for (let index = 0; index < 4; index++) await anOpenReview();
  await connectAtOnce(db.orm, 4);
  const runs = await Promise.all(Array.from({ length: 4 }, () => runOn('2025-04-15')));
  expect(runs.reduce((sum, { result }) => sum + result.messages, 0)).toBe(3);
  expect(await db.orm.em.fork().count(Notification)).toBe(3);
  expect(await db.orm.em.fork().count(Announcement)).toBe(12);
});
