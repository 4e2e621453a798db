import { describe, expect, test } from 'vitest';
import { untilTask } from '../engine/support.ts';
import { open, runTask, startFleetTest, type FleetTest } from './support.ts';

/** Waits until this attempt has written its line, and after that its effect. */
async function waitsAtTheDoor(fleet: FleetTest, attempt: number): Promise<void> {
  await untilTask(
    fleet.server,
    'fault.Patient',
    ({ runs }) => runs[0]?.attempt === attempt && runs[0].log.lines.length === 1,
  );
  while ((await effects(fleet)).length < attempt);
}

const effects = async ({ sql }: FleetTest) =>
  (await sql.query<{ what: string }>('select what from test.effect order by id')).rows.map(
    ({ what }) => what,
  );

describe.concurrent('a node that', { timeout: 240_000 }, () => {
  test('is killed in the middle of a run loses it to another; its lines are all there', async () => {
    await using fleet = await startFleetTest();
    const first = await fleet.startWorker();
    await runTask(fleet, 'fault.Patient');
    await waitsAtTheDoor(fleet, 1);
    const second = await fleet.startWorker();
    first.signal('SIGKILL');
    await waitsAtTheDoor(fleet, 2);
    await open(fleet, 'patient');
    const { runs } = await untilTask(
      fleet.server,
      'fault.Patient',
      (state) => state.runs[0]?.state === 'SUCCEEDED',
    );
    expect(runs.map(({ state, trigger, attempt }) => ({ state, trigger, attempt }))).toEqual([
      { state: 'SUCCEEDED', trigger: 'RETRY', attempt: 2 },
      { state: 'LOST', trigger: 'MANUAL', attempt: 1 },
    ]);
    expect(runs[1]?.log.lines.map(({ message }) => message)).toEqual(['before the door']);
    expect(await effects(fleet)).toEqual([
      'before the door',
      'before the door',
      `behind the door, on ${second.pid}`,
    ]);
  });

  test('was killed and starts again, all alone, makes up for its run', async () => {
    await using fleet = await startFleetTest();
    const first = await fleet.startWorker();
    await runTask(fleet, 'fault.Patient');
    await waitsAtTheDoor(fleet, 1);
    first.signal('SIGKILL');
    await first.ended;
    await fleet.startWorker();
    await waitsAtTheDoor(fleet, 2);
  });

  test('is stopped and wakes up again can undo nothing, and its locks do not hold up its successor', async () => {
    await using fleet = await startFleetTest();
    const zombie = await fleet.startWorker();
    await runTask(fleet, 'fault.Patient');
    await waitsAtTheDoor(fleet, 1);
    await runTask(fleet, 'fault.Holding');
    await untilTask(fleet.server, 'fault.Holding', ({ runs }) => runs[0]?.log.lines.length === 1);
    zombie.signal('SIGSTOP');

    const second = await fleet.startWorker();
    await waitsAtTheDoor(fleet, 2);
    await open(fleet, 'holding');
    const held = await untilTask(fleet.server, 'fault.Holding', ({ runs }) => runs[0]?.state === 'SUCCEEDED');
    expect(held.runs[0]?.summary).toBe(`held by ${second.pid}`);

    zombie.signal('SIGCONT');
    await open(fleet, 'patient');
    const { runs } = await untilTask(
      fleet.server,
      'fault.Patient',
      (state) => state.runs[0]?.state === 'SUCCEEDED',
    );
    // It is heard again once it has noticed that its runs are gone.
    await fleet.server.until<{ nodes: { silent: boolean; runs: unknown[] }[] }>(
      '{ nodes { silent runs { id } } }',
      ({ nodes }) => nodes.every(({ silent, runs }) => !silent && runs.length === 0),
    );
    expect(runs.map(({ state }) => state)).toEqual(['SUCCEEDED', 'LOST']);
    expect((await fleet.sql.query('select by from test.row')).rows).toEqual([{ by: second.pid }]);
    expect(await effects(fleet)).not.toContain(`behind the door, on ${zombie.pid}`);
    // And it works again.
    second.signal('SIGTERM');
    await second.ended;
    await runTask(fleet, 'fault.Quick');
    await untilTask(fleet.server, 'fault.Quick', ({ runs }) => runs[0]?.state === 'SUCCEEDED');
  });
});
