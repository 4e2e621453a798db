import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilTask, type Run } from '../engine/support.ts';
import { open, runTask, startFleetTest, type FleetTest } from './support.ts';

// One worker process, one task after the other that misbehaves in it, and one that must not notice.
let fleet: FleetTest;
let worker: Awaited<ReturnType<FleetTest['startWorker']>>;

beforeAll(async () => {
  fleet = await startFleetTest();
  worker = await fleet.startWorker();
  await runTask(fleet, 'fault.Patient');
  await untilTask(fleet.server, 'fault.Patient', ({ runs }) => runs[0]?.log.lines.length === 1);
});
afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
});

async function runToItsEnd(task: string): Promise<Run> {
  const id = await runTask(fleet, task);
  const { runs } = await untilTask(fleet.server, task, (state) => {
    const run = state.runs.find((each) => each.id === id);
    return run?.finishedAt !== null && run?.finishedAt !== undefined;
  });
  return runs.find((run) => run.id === id)!;
}

const messages = (run: Run) => run.log.lines.map(({ message }) => message);

describe('a task that', () => {
  test('calls process.exit fails, and its lines are kept', async () => {
    const run = await runToItsEnd('fault.Exit');
    expect(run).toMatchObject({
      state: 'FAILED',
      error: { message: 'It called process.exit(7): a task returns or throws instead' },
    });
    expect(messages(run)[0]).toBe('before the exit');
  });

  test('uses up its memory fails with the limit in words, and its lines are kept', async () => {
    const run = await runToItsEnd('fault.Heap');
    expect(run).toMatchObject({
      state: 'FAILED',
      error: { message: 'It ran out of memory: a task may use 512 MB' },
    });
    expect(messages(run)[0]).toBe('before the flood of memory');
  }, 240_000);

  test('never gives up the processor is ended when its time is over, and its lines are kept', async () => {
    const run = await runToItsEnd('fault.Spin');
    expect(run).toMatchObject({
      state: 'TIMED_OUT',
      error: { message: 'Aborted after its time-out of 1 second' },
    });
    expect(messages(run).slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index + 1}`));
  });

  test('leaves a rejected promise behind goes on, with a warning in its log', async () => {
    const run = await runToItsEnd('fault.Stray');
    expect(run).toMatchObject({ state: 'SUCCEEDED', summary: 'went on' });
    expect(run.log.lines).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'A promise was rejected and nobody handled it: Error: left behind',
      }),
    ]);
  });

  test('throws something else than an Error fails with what it was', async () => {
    expect(await runToItsEnd('fault.ThrowText')).toMatchObject({
      state: 'FAILED',
      error: { message: 'Thrown: "just a text"' },
    });
  });

  test('throws where nobody can catch it fails with what it threw', async () => {
    expect(await runToItsEnd('fault.ThrowLate')).toMatchObject({
      state: 'FAILED',
      error: { message: 'thrown late' },
    });
  });

  test('writes past its transactions is refused, with the remedy', async () => {
    const run = await runToItsEnd('fault.Raw');
    expect(run.state).toBe('FAILED');
    expect(run.error?.message).toContain('write inside em.transactional()');
    expect((await fleet.sql.query(`select 1 from test.effect where what = 'raw'`)).rows).toEqual([]);
  });

  test('cannot write its log, since the disk is full, fails and says so, and others go on', async () => {
    await fleet.sql.query(`
      create function test.refuse() returns trigger language plpgsql as $$
      begin
        if (select task from run where id = new.run_id) = 'fault.Stray' then
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end if;
        return new;
      end $$;
      create trigger refuse before insert on log_line for each row execute function test.refuse()`);
    const stuck = runToItsEnd('fault.Stray');
    expect(await runToItsEnd('fault.Quick')).toMatchObject({ state: 'SUCCEEDED' });
    const run = await stuck;
    await fleet.sql.query('drop trigger refuse on log_line');
    expect(run.state).toBe('FAILED');
    expect(run.error?.message).toBe(
      'Its log could not be written: could not extend file: No space left on device',
    );
  }, 240_000);
});

test('the run beside all of them has noticed nothing', async () => {
  await open(fleet, 'patient');
  const { runs } = await untilTask(
    fleet.server,
    'fault.Patient',
    (state) => state.runs[0]?.finishedAt !== null,
  );
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  expect(messages(runs[0]!)).toEqual(['before the door', 'behind the door']);
  expect(worker.alive).toBe(true);
});
