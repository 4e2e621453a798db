import { describe, expect, test } from 'vitest';
import { advanceReviews, reviewsNeedAdvance } from '../../../server/domain/reviews/advance-reviews.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { Stage } from '../../../server/domain/reviews/stage.entity.ts';
import { Submission } from '../../../server/domain/reviews/submission.entity.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { connectAtOnce, someoneWaitsForALock } from '../support/waiting.ts';
import {
  aCycle,
  aReview,
  aStage,
  aSubmission,
  aSubmittedReview,
  aTrack,
  examples,
} from '../support/world.ts';
import { twoStages } from './two-stages.ts';

const db = useEmptyDomain();

/** A day after the call of example 1 has closed. */
const afterClose = '2025-03-10';

async function runOn(date: string, em = db.orm.em.fork()) {
  const { log, lines, fields } = recordedLog();
  const progress: [number, number][] = [];
  const result = await advanceReviews(em, {
    today: day(date),
    now: noon(day(date)),
    log,
    progress: (done, total) => progress.push([done, total]),
  });
  return { ...result, lines, fields, progress };
}

const needed = async (date: string) => reviewsNeedAdvance(db.orm.em.fork(), day(date));
const submissionOf = (id: string) => db.orm.em.fork().findOneOrFail(Submission, id);
const reviewsOf = (id: string) =>
  db.orm.em.fork().find(Review, { submission: id }, { orderBy: { id: 'asc' }, populate: ['facility'] });

describe('the walk of one submission', () => {
  test('from nothing to approved, with the lines of each run', async () => {
    const world = await twoStages(db.orm);
    const cycle = await aCycle(db.orm);
    const id = await aSubmission(db.orm, { code: 'GAP1', cycle, track: world.track }, world.techniques);
    const submit = async (stage: string, scores: number[], comments = '') => {
      const pending = (await reviewsOf(id)).filter(
        (one) => one.stage?.id === stage && one.state === 'PENDING',
      );
      for (const [index, score] of scores.entries()) {
        const submittedAt = noon(day(afterClose));
        const row = { state: 'SUBMITTED' as const, isComplete: true, submittedAt, score, comments };
        await db.orm.em.fork().nativeUpdate(Review, pending[index]!.id, row);
      }
    };

    expect(await runOn(afterClose)).toMatchObject({
      checked: 1,
      created: 2,
      lines: ['INFO GAP1: created 2 reviews for stage 1'],
      fields: [{ submissionId: id }],
      progress: [[1, 1]],
    });
    expect(await reviewsOf(id)).toMatchObject(
      ['AA', 'BB'].map((acronym) => ({
        state: 'PENDING',
        role: `reviewer:${acronym.toLowerCase()}`,
        reviewer: null,
        facility: { acronym },
        cycle: { id: cycle },
        isComplete: false,
        submittedAt: null,
      })),
    );
    expect((await reviewsOf(id)).map(({ dueDate }) => String(dueDate))).toEqual(['2025-03-24', '2025-03-24']);

    await submit(world.technical, [2, 4], 'Feasible');
    expect((await runOn(afterClose)).lines).toEqual(['INFO GAP1: created 2 reviews for stage 2']);
    expect((await reviewsOf(id)).slice(2)).toMatchObject([
      { role: 'reviewer', facility: null },
      { role: 'reviewer', facility: null },
    ]);

    const spare = await aReview(db.orm, { submission: id, stage: world.scientific, state: 'OPEN' });
    await submit(world.scientific, [4, 4]);
    expect(await runOn('2025-03-20')).toMatchObject({
      approved: 1,
      rejected: 0,
      closed: 1,
      lines: ['INFO GAP1: 1 stage-2 review closed', 'INFO GAP1: passed all stages, approved'],
    });
    expect(await db.orm.em.fork().findOneOrFail(Review, spare)).toMatchObject({ state: 'CLOSED' });
    const decided = await submissionOf(id);
    expect(decided).toMatchObject({
      state: 'REVIEWED',
      approved: true,
      comments: 'technical:\n1. Feasible\n2. Feasible',
    });
    expect(String(decided.decidedAt)).toBe('2025-03-20T12:00:00Z');
    expect(await runOn('2025-03-20')).toMatchObject({ checked: 0, lines: [] });
  });

  test('rejected: the reviews that were submitted stay, the others of the stage are closed', async () => {
    const world = await twoStages(db.orm);
    const track = world.track;
    const id = await aSubmission(
      db.orm,
      { code: 'GAP1', cycle: await aCycle(db.orm), track },
      world.techniques,
    );
    const at = { submission: id, stage: world.technical };
    await aSubmittedReview(db.orm, { ...at, score: 4, facility: world.facilityA });
    await aSubmittedReview(db.orm, { ...at, score: 5, facility: world.facilityB });
    await aReview(db.orm, { ...at, facility: world.facilityB });
    await aReview(db.orm, { ...at, facility: world.facilityB, state: 'OPEN', isComplete: true });
    expect(await runOn(afterClose)).toMatchObject({
      rejected: 1,
      closed: 2,
      created: 0,
      lines: ['INFO GAP1: 2 stage-1 reviews closed', 'INFO GAP1: failed at stage 1, rejected'],
    });
    expect((await reviewsOf(id)).map(({ state }) => state)).toEqual([
      'SUBMITTED',
      'SUBMITTED',
      'CLOSED',
      'CLOSED',
    ]);
    expect(await submissionOf(id)).toMatchObject({ state: 'REVIEWED', approved: false });
  });

  test('running again changes nothing and logs nothing', async () => {
    const world = await twoStages(db.orm);
    await aSubmission(db.orm, { cycle: await aCycle(db.orm), track: world.track }, world.techniques);
    expect(await runOn(afterClose)).toMatchObject({ created: 2 });
    expect(await needed(afterClose)).toEqual({ needed: false, undecided: 1 });
    expect(await runOn(afterClose)).toMatchObject({ checked: 1, created: 0, lines: [] });
  });
});

describe('who is eligible', () => {
  const bare = async (requireCall: boolean) => {
    const { track, techniques } = await twoStages(db.orm, { track: { requireCall } });
    const cycle = await aCycle(db.orm);
    return aSubmission(db.orm, { cycle, track }, techniques);
  };

  test.each([
    { requireCall: true, date: '2025-03-04', is: false, when: 'the day before its call closes' },
    { requireCall: true, date: '2025-03-05', is: true, when: 'the day its call closes' },
    { requireCall: true, date: '2025-12-31', is: true, when: 'the last day of the cycle' },
    { requireCall: true, date: '2026-01-01', is: false, when: 'the day the cycle is over' },
    { requireCall: false, date: '2025-01-01', is: true, when: 'before any call' },
    { requireCall: false, date: '2026-01-01', is: false, when: 'the day the cycle is over' },
  ])('on a track with requireCall $requireCall, $when: $is', async ({ requireCall, date, is }) => {
    await bare(requireCall);
    expect(await needed(date)).toEqual({ needed: is, undecided: is ? 1 : 0 });
    expect((await runOn(date)).created).toBe(is ? 2 : 0);
  });

  test('the stored state of the cycle does not matter', async () => {
    const { track, techniques } = await twoStages(db.orm);
    await aSubmission(
      db.orm,
      { cycle: await aCycle(db.orm, undefined, { state: 'OPEN' }), track },
      techniques,
    );
    expect((await runOn(afterClose)).created).toBe(2);
  });

  test('what is decided is left alone', async () => {
    const { track, techniques } = await twoStages(db.orm);
    const cycle = await aCycle(db.orm);
    await aSubmission(db.orm, { cycle, track, state: 'REVIEWED', approved: true }, techniques);
    expect(await needed(afterClose)).toEqual({ needed: false, undecided: 0 });
    expect(await runOn(afterClose)).toMatchObject({ checked: 0, lines: [] });
  });
});

describe('what is set up wrong', () => {
  test('a track without stages is told of once for all its submissions, and decides none', async () => {
    const track = await aTrack(db.orm, { acronym: 'RA' });
    const cycle = await aCycle(db.orm);
    const id = await aSubmission(db.orm, { cycle, track });
    await aSubmission(db.orm, { cycle, track });
    expect(await needed(afterClose)).toEqual({ needed: true, undecided: 2 });
    const { lines, fields } = await runOn(afterClose);
    expect(lines).toEqual(['WARN Track RA has no stages: its submissions cannot be decided (2 submissions)']);
    expect(fields).toEqual([{ trackId: track }]);
    expect(await submissionOf(id)).toMatchObject({ state: 'PENDING', approved: null });
  });

  test('a submission without facilities is told of at a stage per facility', async () => {
    const { track } = await twoStages(db.orm);
    const id = await aSubmission(db.orm, { code: 'GAP1', cycle: await aCycle(db.orm), track });
    const { lines, fields } = await runOn(afterClose);
    expect(lines).toEqual(['WARN GAP1: stage 1 is reviewed per facility, but the submission asks for none']);
    expect(fields).toEqual([{ submissionId: id }]);
    expect(await reviewsOf(id)).toEqual([]);
  });

  test('a blocking scored stage without a pass score lets pass what is finished, with a warning', async () => {
    const track = await aTrack(db.orm, { acronym: 'RA' });
    const stage = await aStage(db.orm, { track, position: 1, passScore: null });
    const id = await aSubmission(db.orm, { code: 'RAP1', cycle: await aCycle(db.orm), track });
    await aSubmittedReview(db.orm, { submission: id, stage, score: 9 });
    const { lines, fields } = await runOn(afterClose);
    expect(lines).toEqual([
      'INFO RAP1: passed all stages, approved',
      'WARN Track RA, stage 1: it blocks and is scored, but has no pass score: whatever is finished passes (1 submission)',
    ]);
    expect(fields[1]).toEqual({ trackId: track, stageId: stage });
  });

  test('without autoCreate a DEBUG line says what is awaited, and there is no work', async () => {
    const track = await aTrack(db.orm);
    await aStage(db.orm, { track, position: 1, autoCreate: false, minReviews: 2 });
    await aSubmission(db.orm, { code: 'RAP1', cycle: await aCycle(db.orm), track });
    expect(await needed(afterClose)).toEqual({ needed: false, undecided: 1 });
    expect((await runOn(afterClose)).lines).toEqual([
      'DEBUG RAP1: waits for an administrator to create 2 reviews for stage 1',
    ]);
  });
});

describe('many submissions', () => {
  const many = async (count: number) => {
    const track = await aTrack(db.orm);
    const stage = await aStage(db.orm, { track, position: 1 });
    const cycle = await aCycle(db.orm);
    const ids: string[] = [];
    for (let index = 0; index < count; index++) ids.push(await aSubmission(db.orm, { cycle, track }));
    return { stage, ids };
  };

  test('take as many statements as one', async () => {
    const { stage, ids } = await many(30);
    const statements = async () => {
      db.sql.length = 0;
      await runOn(afterClose);
      return db.sql.length;
    };
    const [first, ...others] = ids;
    await db.orm.em.fork().nativeUpdate(Submission, { id: { $in: others } }, { cycle: await aFarCycle() });
    const one = await statements();
    await db.orm.em.fork().nativeUpdate(
      Submission,
      { id: { $in: others } },
      {
        cycle: (await submissionOf(first!)).cycle.id,
      },
    );
    await aSubmittedReview(db.orm, { submission: others[0]!, stage, score: 1 });
    expect(await statements()).toBe(one + 1);
    expect(await db.orm.em.fork().count(Review)).toBe(30);
  });

  test('one bad one is told of by name, the others are decided, and the run fails with their number', async () => {
    const { stage, ids } = await many(5);
    for (const submission of ids) await aSubmittedReview(db.orm, { submission, stage, score: 1 });
    await db.orm.em.execute(`update review set score = 'NaN' where submission_id = ?`, [ids[2]]);
    const { log, lines, fields } = recordedLog();
    const today = day(afterClose);
    await expect(advanceReviews(db.orm.em.fork(), { today, now: noon(today), log })).rejects.toThrow(
      '1 of 5 submissions could not be decided: see the log',
    );
    const bad = await submissionOf(ids[2]!);
    const errors = lines.filter((line) => line.startsWith('ERROR'));
    expect(errors).toEqual([
      expect.stringMatching(
        `ERROR ${bad.code}: cannot be decided: the score of review .* is NaN: correct it`,
      ),
    ]);
    expect(fields[lines.indexOf(errors[0]!)]).toEqual({ submissionId: bad.id });
    expect(await db.orm.em.fork().count(Submission, { approved: true })).toBe(4);
    expect(bad.approved).toBeNull();
    expect(await needed(afterClose)).toEqual({ needed: true, undecided: 1 });
  });

  test('what the database refuses for one does not stop the others either', async () => {
    const { ids } = await many(3);
    await db.orm.em.execute(`create function refuse() returns trigger language plpgsql as $$
      begin if new.submission_id = ${ids[1]} then raise exception 'not this one'; end if; return new; end $$`);
    await db.orm.em.execute(
      'create trigger refuse before insert on review for each row execute function refuse()',
    );
    try {
      await expect(runOn(afterClose)).rejects.toThrow('1 of 3 submissions could not be decided');
    } finally {
      await db.orm.em.execute('drop function refuse cascade');
    }
    expect((await db.orm.em.fork().find(Review, {})).map(({ submission }) => submission?.id)).toEqual([
      ids[0],
      ids[2],
    ]);
  });

  test('many runs at once decide, count and log each once', async () => {
    const { stage, ids } = await many(20);
    for (const submission of ids.slice(10)) await aSubmittedReview(db.orm, { submission, stage, score: 5 });
    await connectAtOnce(db.orm, 5);
    const runs = await Promise.all(Array.from({ length: 5 }, () => runOn(afterClose)));
    const lines = runs.flatMap((run) => run.lines);
    expect(lines).toHaveLength(20);
    expect(new Set(lines).size).toBe(20);
    const sum = (key: 'created' | 'rejected') => runs.reduce((total, run) => total + run[key], 0);
    expect([sum('created'), sum('rejected')]).toEqual([10, 10]);
    expect(await db.orm.em.fork().count(Review, { state: 'PENDING' })).toBe(10);
  });

  test('a run that cannot commit leaves no trace and no line', async () => {
    await many(2);
    const em = db.orm.em.fork({ freshEventManager: true });
    em.getEventManager().registerSubscriber({
      beforeTransactionCommit: () => Promise.reject(new Error('fenced off')),
    });
    const { log, lines } = recordedLog();
    const today = day(afterClose);
    await expect(advanceReviews(em, { today, now: noon(today), log })).rejects.toThrow('fenced off');
    expect(lines).toEqual([]);
    expect(await db.orm.em.fork().count(Review)).toBe(0);
  });

  test('an aborted run stops before the next batch', async () => {
    await many(1);
    const { log } = recordedLog();
    const signal = AbortSignal.abort(new Error('cancelled'));
    const today = day(afterClose);
    await expect(advanceReviews(db.orm.em.fork(), { today, now: noon(today), log, signal })).rejects.toThrow(
      'cancelled',
    );
    expect(await db.orm.em.fork().count(Review)).toBe(0);
  });
});

test('a review that is submitted while a run waits for its submission counts', async () => {
  const track = await aTrack(db.orm);
  const stage = await aStage(db.orm, { track, position: 1 });
  const id = await aSubmission(db.orm, { code: 'GAP1', cycle: await aCycle(db.orm), track });
  const open = await aReview(db.orm, { submission: id, stage, state: 'OPEN', isComplete: true, score: 2 });
  let run: ReturnType<typeof runOn> | undefined;
  await db.orm.em.fork().transactional(async (reviewer) => {
    await reviewer.nativeUpdate(Review, open, { state: 'SUBMITTED', submittedAt: noon(day(afterClose)) });
    run = runOn(afterClose);
    await someoneWaitsForALock(db.orm);
  });
  expect(await run).toMatchObject({ approved: 1, lines: ['INFO GAP1: passed all stages, approved'] });
});

test('the stage is looked at as it is when the submission is decided', async () => {
  const track = await aTrack(db.orm);
  const stage = await aStage(db.orm, { track, position: 1, passScore: 4 });
  const id = await aSubmission(db.orm, { cycle: await aCycle(db.orm), track });
  await aSubmittedReview(db.orm, { submission: id, stage, score: 3 });
  await db.orm.em.fork().nativeUpdate(Stage, stage, { passScore: 2 });
  expect(await runOn(afterClose)).toMatchObject({ rejected: 1 });
});

/** A cycle whose call has not closed yet. */
const aFarCycle = () => aCycle(db.orm, examples.dates(2030));
