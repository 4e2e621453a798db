import { describe, expect, test } from 'vitest';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { Notification } from '../../../server/domain/notifications/notification.entity.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { notifyProjects, pendingResults } from '../../../server/domain/projects/notify-projects.ts';
import { Submission } from '../../../server/domain/reviews/submission.entity.ts';
import { atOnce } from '../support/at-once.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import {
  aCycle,
  aFacility,
  anAllocation,
  anAllocationRequest,
  aProject,
  aProposal,
  aSubmission,
  aTrack,
  aUser,
  examples,
} from '../support/world.ts';

const db = useEmptyDomain();

const timeZone = 'America/Regina';

/** One run on a day: what it returned and logged, without the lines for each message. */
async function runOn(date: string) {
  const today = day(date);
  const now = noon(today);
  const { log, lines } = recordedLog();
  const notify = queueMessages({ now, timeZone });
  const result = await notifyProjects(db.orm.em.fork(), { today, now, timeZone, log, notify });
  return { ...result, lines: lines.filter((line) => !line.startsWith('DEBUG')) };
}

const pendingOn = (date: string) => pendingResults(db.orm.em.fork(), { today: day(date), timeZone });
const messages = () =>
  db.orm.em.fork().find(Notification, {}, { populate: ['user'], orderBy: { dedupeKey: 'asc' } });
const submission = (id: string) => db.orm.em.fork().findOneOrFail(Submission, id);
const notifiedAt = async (cycle: string) =>
  (await db.orm.em.fork().findOneOrFail(Cycle, cycle)).resultsNotifiedAt?.toString() ?? null;

/** A message's text in one line. */
const textOf = ({ body }: Notification) => body.replaceAll(/\s+/g, ' ');

describe('the results of a call', () => {
  /** An approved submission with its project, which has shifts on a beamline of its own. */
  async function approved(cycle: string, shifts: number, row: object = {}) {
    const spokesperson = await aUser(db.orm);
    const project = await aProject(db.orm, { cycle, spokesperson });
    const facility = await aFacility(db.orm, `BL${project}`);
    await anAllocation(db.orm, { project, facility, cycle, shifts });
    const track = await aTrack(db.orm);
    const columns = { cycle, track, state: 'REVIEWED', approved: true, project, ...row };
    return { spokesperson, project, facility, submission: await aSubmission(db.orm, columns) };
  }

  async function rejected(cycle: string, row: object = {}) {
    const spokesperson = await aUser(db.orm);
    const proposal = await aProposal(db.orm, { spokesperson, title: 'On pepper' });
    const track = await aTrack(db.orm);
    const columns = { cycle, track, proposal, state: 'REVIEWED', approved: false, ...row };
    return { spokesperson, submission: await aSubmission(db.orm, columns) };
  }

  test('go to the spokespersons of projects and of rejected submissions, and close them and the call', async () => {
    const cycle = await aCycle(db.orm);
    const good = await approved(cycle, 6);
    const flexible = await aFacility(db.orm, 'AAA', { flexSchedule: true });
    const declined = await aFacility(db.orm, 'ZZZ');
    const { project } = good;
    await anAllocation(db.orm, { project, facility: flexible, cycle, origin: 'FLEXIBLE', shifts: 2 });
    await anAllocation(db.orm, { project, facility: declined, cycle, declined: true, shifts: 9 });
    const bad = await rejected(cycle, { code: 'GE2', comments: 'Too much pepper' });

    expect(await pendingOn('2025-05-01')).toEqual({ cycles: 1, submissions: 0 });
    const run = await runOn('2025-05-01');
    expect(run).toMatchObject({ success: 1, failure: 1, cycles: 1 });
    expect(run.lines).toEqual(['INFO 2025 Jul-Dec: 1 success, 1 failure message']);

    const [failure, success, ...more] = await messages();
    expect(more).toEqual([]);
    expect(success).toMatchObject({
      user: { id: good.spokesperson },
      kind: 'submission-success',
      level: 'IMPORTANT',
      state: 'QUEUED',
      dedupeKey: `submission-success:${cycle}:${project}`,
    });
    expect(textOf(success!)).toContain(`- AAA: scheduled on request - BL${project}: 6 shifts`);
    expect(textOf(success!)).not.toContain('ZZZ');
    expect(success!.subject).toContain('2025 Jul-Dec');
    expect(failure).toMatchObject({
      user: { id: bad.spokesperson },
      kind: 'submission-fail',
      level: 'IMPORTANT',
      dedupeKey: `submission-fail:${bad.submission}`,
    });
    for (const text of ['GE2', 'On pepper', '2025 Jul-Dec', 'Too much pepper']) {
      expect(textOf(failure!)).toContain(text);
    }
    for (const id of [good.submission, bad.submission]) {
      const told = await submission(id);
      expect(told.state).toBe('COMPLETE');
      expect(String(told.notifiedAt)).toBe('2025-05-01T12:00:00Z');
    }
    expect(await notifiedAt(cycle)).toBe('2025-05-01T12:00:00Z');
  });

  test.each([
    ['2025-04-29', 0],
    ['2025-04-30', 0],
    ['2025-05-01', 1],
    ['2025-12-31', 1],
    ['2026-01-01', 0],
  ])('go out after the allocation date and before the end of the cycle: on %s %i', async (date, cycles) => {
    const cycle = await aCycle(db.orm);
    const { submission: id } = await approved(cycle, 6);
    expect((await pendingOn(date)).cycles).toBe(cycles);
    expect((await runOn(date)).success).toBe(cycles);
    expect((await submission(id)).state).toBe(cycles === 1 ? 'COMPLETE' : 'REVIEWED');
  });

  test('are one message for a project, funded on one beamline and not on another, from two tracks', async () => {
    const cycle = await aCycle(db.orm);
    const { project, submission: id } = await approved(cycle, 6);
    await anAllocation(db.orm, { project, facility: await aFacility(db.orm, 'ZZZ'), cycle, shifts: 0 });
    const { proposal } = await submission(id);
    const second = await aSubmission(db.orm, {
      cycle,
      track: await aTrack(db.orm),
      proposal: proposal.id,
      state: 'REVIEWED',
      approved: true,
      project,
    });
    expect((await runOn('2025-05-01')).success).toBe(1);
    const [message, ...more] = await messages();
    expect(more).toEqual([]);
    expect(textOf(message!)).toContain(`BL${project}: 6 shifts - ZZZ: no shifts`);
    expect((await submission(second)).state).toBe('COMPLETE');
  });

  describe('for a continuing project', () => {
    async function continuing(origin: string) {
      const cycle = await aCycle(db.orm);
      const project = await aProject(db.orm, {
        cycle: await aCycle(db.orm, examples.dates(2024)),
        code: 'OLD-1',
      });
      const facility = await aFacility(db.orm, 'XRD', { flexSchedule: origin === 'FLEXIBLE' });
      await anAllocation(db.orm, { project, facility, cycle, origin, shifts: 3 });
      return { cycle, project, facility };
    }

    test.each([
      ['renewed', 'RENEWAL', 1],
      ['with only flexible allocations', 'FLEXIBLE', 0],
      ['from a track without a call', 'NON_CALL', 0],
    ])('%s are told: %s %i', async (_, origin, success) => {
      const { cycle } = await continuing(origin);
      expect((await runOn('2025-05-01')).success).toBe(success);
      expect(await notifiedAt(cycle)).not.toBeNull();
    });

    test('that asked for what it had already are told', async () => {
      const asked = await continuing('FLEXIBLE');
      await anAllocationRequest(db.orm, { ...asked, state: 'COMPLETE' });
      expect((await runOn('2025-05-01')).success).toBe(1);
    });
  });

  test('are postponed with a warning while an approved submission has neither project nor reason', async () => {
    const cycle = await aCycle(db.orm);
    const { submission: id } = await approved(cycle, 6);
    const waiting = await aSubmission(db.orm, {
      cycle,
      track: await aTrack(db.orm),
      state: 'REVIEWED',
      approved: true,
    });
    expect(await pendingOn('2025-05-01')).toEqual({ cycles: 1, submissions: 0 });
    const run = await runOn('2025-05-01');
    expect(run).toMatchObject({ success: 0, failure: 0, cycles: 0 });
    expect(run.lines).toEqual([
      'WARN 2025 Jul-Dec: results postponed, no project yet for 1 approved submission',
    ]);
    expect(await messages()).toEqual([]);
    expect((await submission(id)).state).toBe('REVIEWED');
    expect(await notifiedAt(cycle)).toBeNull();

    await db.orm.em
      .fork()
      .nativeUpdate(Submission, waiting, { noProjectReason: 'nobody passed', code: 'GE9' });
    const next = await runOn('2025-05-02');
    expect(next).toMatchObject({ success: 1, failure: 0, cycles: 1 });
    expect(next.lines).toEqual([
      'WARN GE9: approved, but no project came of it; nobody was told',
      'INFO 2025 Jul-Dec: 1 success, 0 failure messages',
    ]);
    expect(await submission(waiting)).toMatchObject({ state: 'COMPLETE', notifiedAt: null });
  });

  test('that are postponed hold up no other cycle', async () => {
    const waiting = await aCycle(db.orm);
    await aSubmission(db.orm, {
      cycle: waiting,
      track: await aTrack(db.orm),
      state: 'REVIEWED',
      approved: true,
    });
    const other = await aCycle(db.orm);
    await approved(other, 6);
    expect(await runOn('2025-05-01')).toMatchObject({ success: 1, cycles: 1 });
    expect(await notifiedAt(other)).not.toBeNull();
    expect(await notifiedAt(waiting)).toBeNull();
  });

  test('do not wait for what is undecided, which is told when it is decided', async () => {
    const cycle = await aCycle(db.orm);
    const undecided = await aSubmission(db.orm, { cycle, track: await aTrack(db.orm), state: 'STARTED' });
    await approved(cycle, 6);
    expect(await runOn('2025-05-01')).toMatchObject({ success: 1, cycles: 1 });
    expect(await pendingOn('2025-05-02')).toEqual({ cycles: 0, submissions: 0 });
    expect(await submission(undecided)).toMatchObject({ state: 'STARTED' });

    const decided = { state: 'REVIEWED', decidedAt: noon(day('2025-05-02')) } as const;
    await db.orm.em.fork().nativeUpdate(Submission, undecided, { ...decided, approved: false });
    const late = await approved(cycle, 2);
    expect(await pendingOn('2025-05-03')).toEqual({ cycles: 1, submissions: 0 });
    const run = await runOn('2025-05-03');
    expect(run).toMatchObject({ success: 1, failure: 1, cycles: 0 });
    expect(run.lines).toEqual(['INFO 2025 Jul-Dec: 1 success, 1 failure message']);
    expect((await submission(late.submission)).state).toBe('COMPLETE');
    expect(await notifiedAt(cycle)).toBe('2025-05-01T12:00:00Z');
    expect(await messages()).toHaveLength(3);
  });

  test('of submissions without a call are none of them', async () => {
    const cycle = await aCycle(db.orm);
    const track = await aTrack(db.orm, { requireCall: false, notifyOffsetDays: 500 });
    const id = await aSubmission(db.orm, { cycle, track, state: 'REVIEWED', approved: false });
    expect(await runOn('2025-05-01')).toMatchObject({ failure: 0, cycles: 1 });
    expect((await submission(id)).state).toBe('REVIEWED');
  });

  test('go out once, whatever number of runs there is, one after the other or at once', async () => {
    const cycle = await aCycle(db.orm);
    for (let index = 0; index < 3; index++) {
      await approved(cycle, index);
      await rejected(cycle);
    }
    const run = () => runOn('2025-05-01');
    const runs = await atOnce(db.orm, 'notification', [run, run, run]);
    const total = (key: 'success' | 'failure' | 'cycles') => runs.reduce((sum, run) => sum + run[key], 0);
    expect([total('success'), total('failure'), total('cycles')]).toEqual([3, 3, 1]);
    expect(await messages()).toHaveLength(6);
    expect(await pendingOn('2025-05-01')).toEqual({ cycles: 0, submissions: 0 });
    expect(await runOn('2025-05-02')).toMatchObject({ success: 0, failure: 0, cycles: 0, lines: [] });
    expect(await messages()).toHaveLength(6);
  });

  /** A run while messages of a kind cannot be written: its lines. */
  async function runRefusing(kind: string, error: string): Promise<string[]> {
    await db.orm.em.execute(
      `create function refuse_message() returns trigger language plpgsql as $$
       begin
         if new.kind = '${kind}' then raise exception 'no such mailbox' using errcode = 'check_violation'; end if;
         return new;
       end $$`,
    );
    await db.orm.em.execute(
      'create trigger refuse before insert on notification for each row execute function refuse_message()',
    );
    const today = day('2025-05-01');
    const now = noon(today);
    const { log, lines } = recordedLog();
    const notify = queueMessages({ now, timeZone });
    try {
      await expect(notifyProjects(db.orm.em.fork(), { today, now, timeZone, log, notify })).rejects.toThrow(
        error,
      );
    } finally {
      await db.orm.em.execute('drop function refuse_message cascade');
    }
    return lines;
  }

  test('of which one cannot be told name it, tell the others, and the cycle stays open until all are told', async () => {
    const cycle = await aCycle(db.orm);
    const good = await approved(cycle, 6);
    const bad = await rejected(cycle, { code: 'GE2' });
    expect(
      await runRefusing('submission-fail', '1 of 2 results of calls could not be told: see the log'),
    ).toContainEqual(expect.stringMatching(/^ERROR GE2: the applicant could not be told: .*no such mailbox/));
    expect((await submission(good.submission)).state).toBe('COMPLETE');
    expect((await submission(bad.submission)).state).toBe('REVIEWED');
    expect(await notifiedAt(cycle)).toBeNull();

    expect(await runOn('2025-05-02')).toMatchObject({ success: 0, failure: 1, cycles: 1 });
    expect(await messages()).toHaveLength(2);
  });

  test('stay open, too, while a renewed project cannot be told', async () => {
    const cycle = await aCycle(db.orm);
    const project = await aProject(db.orm, {
      cycle: await aCycle(db.orm, examples.dates(2024)),
      code: 'OLD-1',
    });
    await anAllocation(db.orm, {
      project,
      facility: await aFacility(db.orm, 'XRD'),
      cycle,
      origin: 'RENEWAL',
    });
    expect(
      await runRefusing('submission-success', '1 of 1 results of calls could not be told: see the log'),
    ).toContainEqual(expect.stringMatching(/^ERROR OLD-1: the spokesperson could not be told: /));
    expect(await notifiedAt(cycle)).toBeNull();
    expect(await runOn('2025-05-02')).toMatchObject({ success: 1, cycles: 1 });
  });
});

describe('a decision without a call', () => {
  /** Decided on 1 August 2025 at noon in Regina, in a cycle whose results went out. */
  async function decided(row: object, offset = 1) {
    const cycle = await aCycle(db.orm, examples.dates(), { resultsNotifiedAt: '2025-05-01T12:00:00Z' });
    const track = await aTrack(db.orm, { requireCall: false, notifyOffsetDays: offset });
    const spokesperson = await aUser(db.orm);
    const proposal = await aProposal(db.orm, { spokesperson, title: 'On mustard' });
    const columns = { cycle, track, proposal, state: 'REVIEWED', decidedAt: '2025-08-01T18:00:00Z', ...row };
    return { cycle, spokesperson, proposal, id: await aSubmission(db.orm, columns) };
  }

  test('to approve is told to the spokesperson of the project, with its facilities in the cycle', async () => {
    const { id, cycle, proposal, spokesperson } = await decided({ approved: true });
    const project = await aProject(db.orm, { cycle, proposal, spokesperson, code: '010G-00001' });
    await db.orm.em.fork().nativeUpdate(Submission, id, { project });
    await anAllocation(db.orm, {
      project,
      facility: await aFacility(db.orm, 'XRD'),
      cycle,
      origin: 'NON_CALL',
      shifts: 1,
    });
    expect(await pendingOn('2025-08-02')).toEqual({ cycles: 0, submissions: 1 });
    const run = await runOn('2025-08-02');
    expect(run).toMatchObject({ success: 1, failure: 0, cycles: 0 });
    expect(run.lines).toEqual(['INFO Without a call: 1 success, 0 failure messages']);
    const [message] = await messages();
    expect(message).toMatchObject({
      user: { id: spokesperson },
      kind: 'submission-success',
      dedupeKey: `submission-success:${id}`,
    });
    expect(textOf(message!)).toContain('- XRD: 1 shift');
    const told = await submission(id);
    expect(told.state).toBe('COMPLETE');
    expect(String(told.notifiedAt)).toBe('2025-08-02T12:00:00Z');
  });

  test('to reject is told with the comments', async () => {
    const { id, spokesperson } = await decided({ approved: false, comments: 'Too hot' });
    expect(await runOn('2025-08-02')).toMatchObject({ success: 0, failure: 1 });
    const [message] = await messages();
    expect(message).toMatchObject({ user: { id: spokesperson }, dedupeKey: `submission-fail:${id}` });
    expect(textOf(message!)).toContain('Too hot');
    expect((await submission(id)).state).toBe('COMPLETE');
  });

  test.each([
    ['the day before it is due', '2025-08-02', 2, {}, 0],
    ['on the day it is due', '2025-08-03', 2, {}, 1],
    ['days later, when no run came', '2025-09-30', 2, {}, 1],
    ['at once without an offset', '2025-08-01', 0, {}, 1],
    // 05:59 UTC is one minute before midnight in Regina: still the day before.
    ['by the date at the facility', '2025-08-02', 1, { decidedAt: '2025-08-02T05:59:00Z' }, 1],
    [
      'by the date at the facility, after midnight',
      '2025-08-02',
      1,
      { decidedAt: '2025-08-02T06:00:00Z' },
      0,
    ],
    ['when it was told before', '2025-09-30', 1, { notifiedAt: '2025-08-02T12:00:00Z' }, 0],
    ['before it is made', '2025-09-30', 1, { state: 'STARTED', approved: null, decidedAt: null }, 0],
    ['when approved, before there is a project', '2025-09-30', 1, { approved: true }, 0],
  ])('is told %s: on %s, offset %i', async (_, date, offset, row, count) => {
    await decided({ approved: false, ...row }, offset);
    expect((await pendingOn(date)).submissions).toBe(count);
    expect((await runOn(date)).failure).toBe(count);
    expect(await messages()).toHaveLength(count);
  });

  test('is told for a cycle that has not begun, or is over', async () => {
    const { id } = await decided({ approved: false });
    await db.orm.em.fork().nativeUpdate(Submission, id, { decidedAt: noon(day('2024-12-01')) });
    expect((await runOn('2024-12-02')).failure).toBe(1);
    await decided({ approved: false });
    expect((await runOn('2026-06-01')).failure).toBe(1);
  });

  test('is told once when several runs meet', async () => {
    for (let index = 0; index < 3; index++) await decided({ approved: false });
    const run = () => runOn('2025-08-02');
    const runs = await atOnce(db.orm, 'notification', [run, run, run]);
    expect(runs.reduce((sum, { failure }) => sum + failure, 0)).toBe(3);
    expect(await messages()).toHaveLength(3);
  });
});
