import { describe, expect, test } from 'vitest';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { autoSignOff, overdueSessions } from '../../../server/domain/projects/auto-sign-off.ts';
import { BeamSession } from '../../../server/domain/projects/session.entity.ts';
import { atOnce } from '../support/at-once.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { aCycle, aFacility, aProject, aSession, aUser } from '../support/world.ts';

const db = useEmptyDomain();

const ended = '2025-08-01T08:00:00Z';

/** One run at an instant: what it returned and logged. */
async function runAt(instant: string) {
  const now = Temporal.Instant.from(instant);
  const { log, lines, fields } = recordedLog();
  const result = await autoSignOff(db.orm.em.fork(), { now, log, notify: queueMessages({ now }) });
  return { ...result, lines, fields };
}

const overdueAt = (instant: string) => overdueSessions(db.orm.em.fork(), Temporal.Instant.from(instant));
const session = (id: string) => db.orm.em.fork().findOneOrFail(BeamSession, id);
const messages = () => db.orm.em.fork().find(Notification, {}, { populate: ['user'] });

/** A live session on a beamline XRD that ended at 08:00 UTC. */
async function left(row: object = {}, facilityRow: object = {}) {
  const facility = await aFacility(db.orm, 'XRD', facilityRow);
  const project = await aProject(db.orm, { cycle: await aCycle(db.orm), code: '010G-00001' });
  const id = await aSession(db.orm, { project, facility, endAt: ended, state: 'LIVE', ...row });
  return { id, facility, project };
}

describe('a live session', () => {
  test('is complete eight hours after its end, and staff, spokesperson and the beamline are told', async () => {
    const [staff, spokesperson] = [await aUser(db.orm), await aUser(db.orm)];
    const admins = [
      await aUser(db.orm, { roles: ['admin:xrd'] }),
      await aUser(db.orm, { roles: ['user', 'admin:xrd'] }),
    ];
    await aUser(db.orm, { roles: ['admin'] });
    await aUser(db.orm, { roles: ['admin:xrd-a'] });
    const before = { at: '2025-08-01T00:00:00Z', message: 'Signed on' };
    const { id, facility, project } = await left({ staff, spokesperson, history: [before] });

    const run = await runAt('2025-08-01T16:30:00Z');
    expect(run).toMatchObject({ signedOff: 1, cancelled: 0, messages: 4 });
    expect(run.lines).toEqual([`INFO Session ${id} signed off, 8 h 30 min late`]);
    expect(run.fields).toEqual([{ sessionId: id, projectId: project, facilityId: facility }]);
    expect(await session(id)).toMatchObject({
      state: 'COMPLETE',
      history: [
        before,
        { at: '2025-08-01T16:30:00Z', message: 'Signed off automatically, 8 h or more after its end' },
      ],
    });
    const sent = await messages();
    expect(new Set(sent.map(({ user }) => user?.id))).toEqual(new Set([...admins, staff, spokesperson]));
    for (const message of sent) {
      expect(message).toMatchObject({
        kind: 'auto-sign-off',
        level: 'IMPORTANT',
        dedupeKey: `auto-sign-off:${id}:${message.user!.id}`,
      });
      for (const text of ['010G-00001', 'XRD', '1 August 2025']) expect(message.body).toContain(text);
    }
  });

  test('is told once to a person who is staff, spokesperson and administrator', async () => {
    const user = await aUser(db.orm, { roles: ['admin:xrd'] });
    await left({ staff: user, spokesperson: user });
    expect((await runAt('2025-08-01T16:00:00Z')).messages).toBe(1);
    expect(await messages()).toHaveLength(1);
  });

  test('without staff and spokesperson, on a beamline without administrator, is complete all the same', async () => {
    const { id } = await left();
    const run = await runAt('2025-08-01T16:00:00Z');
    expect(run).toMatchObject({ signedOff: 1, messages: 0 });
    expect(run.lines).toEqual([
      `INFO Session ${id} signed off, 8 h late`,
      "WARN Nobody holds the role admin:xrd: give it to somebody who looks after the beamline's sessions",
    ]);
    expect((await session(id)).state).toBe('COMPLETE');
  });
});

test('a session that nobody signed on to is cancelled without a message', async () => {
  const { id } = await left({ state: 'READY', staff: await aUser(db.orm) });
  const run = await runAt('2025-08-01T16:00:00Z');
  expect(run).toMatchObject({ signedOff: 0, cancelled: 1, messages: 0 });
  expect(run.lines).toEqual([`INFO Session ${id} cancelled`]);
  expect(await session(id)).toMatchObject({
    state: 'CANCELLED',
    history: [
      {
        at: '2025-08-01T16:00:00Z',
        message: 'Cancelled automatically: nobody had signed on 8 h after its end',
      },
    ],
  });
  expect(await messages()).toEqual([]);
});

describe('the grace', () => {
  test.each([
    ['is a shift of 8 h', {}, '2025-08-01T15:59:59.999999Z', '2025-08-01T16:00:00Z'],
    ['is a shift of 4 h', { shiftSizeHours: 4 }, '2025-08-01T11:59:59.999999Z', '2025-08-01T12:00:00Z'],
    [
      'is what the facility says',
      { signOffHours: 30 },
      '2025-08-02T13:59:59.999999Z',
      '2025-08-02T14:00:00Z',
    ],
    ['may be none', { signOffHours: 0 }, '2025-08-01T07:59:59.999999Z', '2025-08-01T08:00:00Z'],
  ])('%s, to the instant', async (_, facility, early, due) => {
    await left({}, facility);
    expect(await overdueAt(early)).toEqual({ overdue: 0, unfinished: 1 });
    expect((await runAt(early)).signedOff).toBe(0);
    expect(await overdueAt(due)).toEqual({ overdue: 1, unfinished: 1 });
    expect((await runAt(due)).signedOff).toBe(1);
    expect(await overdueAt(due)).toEqual({ overdue: 0, unfinished: 0 });
  });
});

test.each(['COMPLETE', 'CANCELLED', 'TERMINATED'])('a session that is %s stays as it is', async (state) => {
  const { id } = await left({ state });
  expect(await runAt('2025-09-01T00:00:00Z')).toMatchObject({ signedOff: 0, cancelled: 0, lines: [] });
  expect(await session(id)).toMatchObject({ state, history: [] });
});

describe('runs', () => {
  async function many(count: number) {
    const { facility, project } = await left();
    await aUser(db.orm, { roles: ['admin:xrd'] });
    for (let index = 1; index < count; index++) {
      await aSession(db.orm, { project, facility, endAt: ended, state: index % 2 ? 'READY' : 'LIVE' });
    }
  }

  test('at once close, log and tell each session once', async () => {
    await many(6);
    const run = () => runAt('2025-08-02T00:00:00Z');
    const runs = await atOnce(db.orm, 'notification', [run, run, run]);
    const total = (key: 'signedOff' | 'cancelled' | 'messages') =>
      runs.reduce((sum, run) => sum + run[key], 0);
    expect([total('signedOff'), total('cancelled'), total('messages')]).toEqual([3, 3, 3]);
    expect(runs.flatMap(({ lines }) => lines)).toHaveLength(6);
    expect(await messages()).toHaveLength(3);
    const sessions = await db.orm.em.fork().find(BeamSession, {});
    expect(sessions.map(({ history }) => history.length)).toEqual(sessions.map(() => 1));
  });

  test('one session that cannot be closed is named, the others are closed, and the run fails', async () => {
    const { id, facility, project } = await left();
    const other = await aSession(db.orm, { project, facility, endAt: ended, state: 'READY' });
    await db.orm.em.execute(
      `alter table beam_session add constraint stubborn check (id <> ${id} or state = 'LIVE')`,
    );
    const now = Temporal.Instant.from('2025-08-02T00:00:00Z');
    const { log, lines } = recordedLog();
    try {
      await expect(
        autoSignOff(db.orm.em.fork(), { now, log, notify: queueMessages({ now }) }),
      ).rejects.toThrow('1 of 2 sessions could not be closed: see the log');
    } finally {
      await db.orm.em.execute('alter table beam_session drop constraint stubborn');
    }
    expect(lines).toContainEqual(expect.stringMatching(`^ERROR Session ${id} could not be closed: `));
    expect((await session(id)).state).toBe('LIVE');
    expect((await session(other)).state).toBe('CANCELLED');
    expect(await messages()).toEqual([]);
  });
});
