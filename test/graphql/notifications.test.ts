import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Notification } from '../../server/domain/notifications/notification.entity.ts';
import { aUser } from '../domain/support/world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { readList, refusals } from './support.ts';

const now = '2027-01-15T16:00:00Z';

let app: TestApp;
let ids: Record<'failed' | 'queued' | 'sent' | 'stranger', string>;

beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock(now) });
  const { orm } = app.app;
  const user = await aUser(orm, {
    firstName: 'Rosalind',
    lastName: 'Franklin',
    email: 'rosalind@example.org',
  });
  let counter = 0;
  const add = (row: Partial<Record<keyof Notification, unknown>>) =>
    orm.em.fork().insert(Notification, {
      kind: 'review-request',
      level: 'IMPORTANT',
      subject: 'A review waits',
      body: 'Please review.',
      html: '<p>Please review.</p>',
      dedupeKey: `key-${(counter += 1)}`,
      queuedAt: '2027-01-10T08:00:00Z',
      nextAttemptAt: '2027-01-10T08:00:00Z',
      ...row,
    } as never);
  ids = {
    failed: await add({ user, state: 'FAILED', attempts: 3, lastError: '550 No such user' }),
    queued: await add({ user, subject: 'Reminder: 100%', kind: 'review-reminder', level: 'URGENT' }),
    sent: await add({ user, state: 'SENT', sentAt: '2027-01-10T09:00:00Z', attempts: 1 }),
    // Before the others, though written after them.
    stranger: await add({ email: 'visitor@example.net', level: 'INFO', queuedAt: '2027-01-09T08:00:00Z' }),
  };
});
afterAll(() => app[Symbol.asyncDispose]());

const found = async (args: string) => {
  const { nodes } = await readList<{ id: string }>(app, 'notifications', { args });
  return nodes.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)![0]);
};

describe('messages', () => {
  test('come newest first, by the time they were queued', async () => {
    expect(await found('')).toEqual(['sent', 'queued', 'failed', 'stranger']);
  });

  test('are filtered by state, template and level, in any combination', async () => {
    expect(await found('state: QUEUED')).toEqual(['queued', 'stranger']);
    expect(await found('kind: "review-request"')).toEqual(['sent', 'failed', 'stranger']);
    expect(await found('level: IMPORTANT, state: SENT')).toEqual(['sent']);
    expect(await found('level: INFO, state: SENT')).toEqual([]);
    expect(await found('kind: "none"')).toEqual([]);
  });

  test('are found by subject, recipient and address', async () => {
    expect(await found('search: "reminder: 100%"')).toEqual(['queued']);
    expect(await found('search: "rosalind frank"')).toEqual(['sent', 'queued', 'failed']);
    expect(await found('search: "visitor@"')).toEqual(['stranger']);
    expect(await found('search: "%"')).toEqual(['queued']);
  });

  test('tell who they are for and what became of them', async () => {
    const fields = `recipient { name address } subject body html kind level state queuedAt sentAt attempts
      nextAttemptAt lastError`;
    const { failed, stranger, none } = await app.query<Record<string, unknown>>(
      `query ($failed: ID!, $stranger: ID!) { failed: notification(id: $failed) { ${fields} }
         stranger: notification(id: $stranger) { recipient { name address } state nextAttemptAt }
         none: notification(id: "999999") { id } }`,
      ids,
    );
    expect(failed).toEqual({
      recipient: { name: 'Rosalind Franklin', address: 'rosalind@example.org' },
      subject: 'A review waits',
      body: 'Please review.',
      html: '<p>Please review.</p>',
      kind: 'review-request',
      level: 'IMPORTANT',
      state: 'FAILED',
      queuedAt: '2027-01-10T08:00:00Z',
      sentAt: null,
      attempts: 3,
      nextAttemptAt: null,
      lastError: '550 No such user',
    });
    expect(stranger).toEqual({
      recipient: { name: null, address: 'visitor@example.net' },
      state: 'QUEUED',
      nextAttemptAt: '2027-01-10T08:00:00Z',
    });
    expect(none).toBeNull();
  });
});

describe('a message that was given up', () => {
  const retry =
    'mutation ($id: ID!) { retryNotification(id: $id) { state queuedAt nextAttemptAt attempts lastError } }';

  test('is put back into the queue, to be tried at once; once only', async () => {
    expect(await app.query(retry, { id: ids.failed })).toEqual({
      retryNotification: {
        state: 'QUEUED',
        queuedAt: now,
        nextAttemptAt: now,
        attempts: 3,
        lastError: '550 No such user',
      },
    });
    expect(await found('state: QUEUED')).toEqual(['failed', 'queued', 'stranger']);
    expect(await refusals(app, retry, { id: ids.failed })).toEqual([{ code: 'CONFLICT' }]);
  });

  test('is the only one that can be: others are a CONFLICT, unknown ones NOT_FOUND', async () => {
    for (const id of [ids.queued, ids.sent]) {
      expect(await refusals(app, retry, { id })).toEqual([{ code: 'CONFLICT' }]);
    }
    for (const id of ['999999', 'nonsense', '']) {
      expect(await refusals(app, retry, { id })).toEqual([{ code: 'NOT_FOUND' }]);
    }
    const { state, attempts } = await app.app.orm.em.fork().findOneOrFail(Notification, ids.sent);
    expect({ state, attempts }).toEqual({ state: 'SENT', attempts: 1 });
  });
});
