import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { asAdmin } from '../support/token.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { cli, linesOf } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

const start = () =>
  startTestApp({
    tasks: [aTask('demo.Greet', idle, { schedule: { at: 'T02:00', retryAfter: 'PT5M' } })],
    clock: new TestClock('2027-01-15T16:00:00Z'),
  });

const own = [
  'demo.Greet  Greet',
  'Schedule   daily at 02:00 (America/Regina), again 5 minutes after a failure',
  'Due        Not due before 16 Jan 2027, 02:00 (its first run).',
  'Next runs  Sat 2027-01-16 02:00 -06:00',
  '           Sun 2027-01-17 02:00 -06:00',
];

test('schedule NAME --set puts a schedule in the place of the built-in one, --reset returns to that', async () => {
  await using app = await start();
  const schedule = (...args: string[]) => cli(app.url, 'schedule', 'greet', '--count', '2', ...args);
  const set = await schedule('--set', '--every', 'P1W', '--at', 'T03:00');
  expect(set).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(set.stdout)).toEqual([
    'demo.Greet  Greet',
    'Schedule   every week at 03:00 (America/Regina)',
    '           set by ADMIN_TOKEN, Fri 2027-01-15 10:00',
    'Built in   daily at 02:00 (America/Regina), again 5 minutes after a failure',
    expect.stringMatching(/^Due        Not due before 16 Jan 2027, 03:00 /),
    'Next runs  Sat 2027-01-16 03:00 -06:00',
    '           Sat 2027-01-23 03:00 -06:00',
  ]);
  expect((await schedule()).stdout).toBe(set.stdout);
  expect(linesOf((await cli(app.url, 'show', 'greet')).stdout)).toContain(
    'Built in      daily at 02:00 (America/Regina), again 5 minutes after a failure',
  );
  expect(linesOf((await cli(app.url, 'list')).stdout).slice(3)).toEqual([
    '',
    'demo.Greet has a schedule set by ADMIN_TOKEN, 10:00; built in: daily at 02:00',
  ]);

  const byHand = await schedule('--set', '--every', '');
  expect(linesOf(byHand.stdout)[1]).toBe('Schedule   only when run by hand (America/Regina)');
  const reset = await schedule('--reset');
  expect(reset).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(reset.stdout)).toEqual(own);
  const again = await schedule('--reset');
  expect(again).toMatchObject({ code: 0, stderr: 'The built-in schedule was in force already.\n' });
  expect(linesOf(again.stdout)).toEqual(own);
});

test('schedule --set --json and --reset --json print the task as the API answers it', async () => {
  await using app = await start();
  const asked = ['schedule', 'greet', '--json', '--count', '1'];
  const set = JSON.parse((await cli(app.url, ...asked, '--set', '--at', 'T03:00')).stdout);
  expect(set).toMatchObject({
    facility: { timeZone: 'America/Regina' },
    task: {
      schedule: {
        every: null,
        at: 'T03:00',
        retryAfter: null,
        text: 'daily at 03:00',
        overridden: true,
        overriddenBy: 'ADMIN_TOKEN',
        overriddenAt: '2027-01-15T16:00:00Z',
        builtIn: { every: null, at: 'T02:00', retryAfter: 'PT5M', text: 'daily at 02:00' },
      },
      nextRuns: ['2027-01-16T09:00:00Z'],
    },
  });
  const reset = JSON.parse((await cli(app.url, ...asked, '--reset')).stdout);
  expect(reset.task.schedule).toMatchObject({ at: 'T02:00', overridden: false });
});

test('an edit that somebody else makes meanwhile is kept, and this one refused in one line', async () => {
  await using app = await start();
  let version = 0;
  // Between the command's reading of the schedule and its edit, somebody else makes one.
  await using between = createServer(async (request, response) => {
    const body = await text(request);
    if (/etTaskSchedule/.test(body)) {
      version += 1;
      await app.query(
        `mutation { setTaskSchedule(name: "demo.Greet", input: { at: "T04:0${version}" }) { name } }`,
      );
    }
    const answer = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...asAdmin },
      body,
    });
    response.end(await answer.text());
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;

  for (const args of [['--set', '--at', 'T03:00'], ['--reset']]) {
    const { code, stdout, stderr } = await cli(url, 'schedule', 'greet', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(/^ADMIN_TOKEN has changed the schedule of demo\.Greet meanwhile: /),
    ]);
    expect(await app.query('{ task(name: "demo.Greet") { schedule { at } } }')).toEqual({
      task: { schedule: { at: `T04:0${version}` } },
    });
  }
});

test('an edit that cannot be meant is refused with the remedy and changes nothing', async () => {
  await using app = await start();
  for (const [args, remedy] of [
    [['greet', '--every', 'PT1H'], '--set makes them its schedule'],
    [['--set', '--every', 'PT1H'], 'Give the NAME of the task whose schedule is to change.'],
    [['--reset'], 'Give the NAME of the task whose schedule is to change.'],
    [['greet', '--set', '--retry-after', 'PT1H'], 'Give the schedule to set with --every, --at or both'],
    [['greet', '--set', '--at', 'T03:00', '--zone', 'UTC'], '--zone and --from only try a schedule out'],
    [['greet', '--reset', '--at', 'T03:00'], 'to give another one use --set'],
    [['greet', '--reset', '--set'], "option '--reset' cannot be used with option '--set'"],
    [['greet', '--set', '--every', '15m', '--at', '25:00'], 'every: "15m" is not a duration'],
  ] as const) {
    const { code, stdout, stderr } = await cli(app.url, 'schedule', ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(linesOf(stderr)).toEqual([expect.stringContaining(remedy)]);
  }
  expect(linesOf((await cli(app.url, 'schedule', 'greet', '--count', '2')).stdout)).toEqual(own);
});
