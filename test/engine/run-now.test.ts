import { expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

test('Run Now executes a task, and its log arrives line by line until the run has finished', async () => {
  const greet = defineTask({
    name: 'demo.Greet',
    label: 'Greet',
    description: 'Says hello.',
    schedule: { every: 'P1D', at: 'T02:00' },
    async run({ log, progress }) {
      await log.info('hello', { who: 'world' });
      progress(1, 2, 'greetings');
      await log.warn('good bye');
      return { summary: 'greeted 1' };
    },
  });
  await using app = await startTestApp({ tasks: [greet], clock: new TestClock('2027-01-15T16:00:00Z') });

  const { runTaskNow } = await app.query<{ runTaskNow: { run: { id: string } } }>(
    'mutation { runTaskNow(name: "demo.Greet") { alreadyActive run { id state trigger requestedBy } } }',
  );
  expect(runTaskNow).toMatchObject({
    alreadyActive: false,
    run: { state: 'QUEUED', trigger: 'MANUAL', requestedBy: 'ADMIN_TOKEN' },
  });

  const seqs: number[] = [];
  let last: unknown;
  for await (const event of app.subscribe<{ runLog: { lines: { seq: number }[]; run: object } }>(
    'subscription ($id: ID!) { runLog(runId: $id) { lines { seq level message fields } run { state summary progress { done total label } } } }',
    { id: runTaskNow.run.id },
  )) {
    seqs.push(...event.data.runLog.lines.map((line) => line.seq));
    last = event.data.runLog.run;
  }
  expect(seqs).toEqual([1, 2]);
  expect(last).toEqual({
    state: 'SUCCEEDED',
    summary: 'greeted 1',
    progress: { done: 1, total: 2, label: 'greetings' },
  });
  expect(app.problems).toEqual([]);
});
