import { expect, test } from 'vitest';
import { untilTask } from '../engine/support.ts';
import { open, runTask, startFleetTest } from './support.ts';

test('three nodes are restarted one after the other under load, and nothing is lost', async () => {
  await using fleet = await startFleetTest();
  const workers = await Promise.all([fleet.startWorker(), fleet.startWorker(), fleet.startWorker()]);
  await runTask(fleet, 'fault.Patient');
  await untilTask(fleet.server, 'fault.Patient', ({ runs }) => runs[0]?.log.lines.length === 1);

  let clicks = 0;
  const restarted = new AbortController();
  const load = (async () => {
    while (!restarted.signal.aborted) {
      await runTask(fleet, 'fault.Quick');
      clicks += 1;
      await untilTask(fleet.server, 'fault.Quick', ({ runs }) => runs[0]?.finishedAt !== null);
    }
  })();
  for (const old of workers) {
    old.signal('SIGTERM');
    expect(await old.ended).toBe(0);
    await fleet.startWorker();
  }
  restarted.abort();
  await load;

  await open(fleet, 'patient');
  const { runs } = await untilTask(
    fleet.server,
    'fault.Patient',
    (state) => state.runs[0]?.state === 'SUCCEEDED',
  );
  // Whichever node had it put it back; each loss that was a shutdown was made up for.
  expect(
    runs
      .slice(1)
      .every(
        ({ state, error }) => state === 'LOST' && error?.message === 'Interrupted: the node was stopped',
      ),
  ).toBe(true);
  const { rows } = await fleet.sql.query<{ state: string; runs: number }>(
    `select state, count(*)::int as runs from run where task = 'fault.Quick' group by state`,
  );
  expect(clicks).toBeGreaterThan(3);
  // Ten are kept.
  expect(rows).toEqual([{ state: 'SUCCEEDED', runs: Math.min(clicks, 10) }]);
}, 240_000);
