import { expect, test } from 'vitest';
import { untilTask } from '../engine/support.ts';
import { runTask, startFleetTest } from './support.ts';

// The million lines of one run, and what they cost, are measured by test/bench/log-flood.ts.
const lines = 20_000;

test('ten runs flood their logs at once: no line is lost, a slow reader gets all of them, others go on', async () => {
  await using fleet = await startFleetTest();
  await fleet.sql.query('insert into test.flood values ($1)', [lines]);
  await fleet.startWorker({ WORKER_CONCURRENCY: '12' });
  const tasks = ['fault.Flood', ...Array.from({ length: 9 }, (_, index) => `fault.Flood${index + 1}`)];
  const ids = await Promise.all(tasks.map((task) => runTask(fleet, task)));

  interface Event {
    runLog: { lines: { seq: number; message: string }[] };
  }
  const reader = (async () => {
    let expected = 1;
    const events = fleet.server.subscribe<Event>(
      'subscription ($id: ID!) { runLog(runId: $id) { lines { seq message } } }',
      { id: ids[0] },
    );
    for await (const { data } of events) {
      for (const { seq, message } of data.runLog.lines) {
        expect(seq).toBe(expected);
        expect(message).toBe(`line ${expected} of ${lines}`);
        expected += 1;
      }
    }
    return expected - 1;
  })();

  const quick = await runTask(fleet, 'fault.Quick');
  await untilTask(fleet.server, 'fault.Quick', ({ runs }) => runs[0]?.state === 'SUCCEEDED');
  expect(quick).toBeTruthy();
  for (const task of tasks) {
    await untilTask(fleet.server, task, ({ runs }) => runs[0]?.state === 'SUCCEEDED');
  }
  expect(await reader).toBe(lines);
  const { rows } = await fleet.sql.query<{ run_id: string; lines: number; last: number }>(
    'select run_id, count(*)::int as lines, max(seq) as last from log_line group by run_id',
  );
  expect(rows.map(({ lines, last }) => [lines, last])).toEqual(tasks.map(() => [lines, lines]));
}, 240_000);
