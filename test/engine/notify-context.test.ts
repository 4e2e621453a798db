import { expect, test } from 'vitest';
import type { TaskMessage } from '../../server/engine/task.ts';
import { deliverMessages } from '../../server/tasks/deliver-messages.ts';
import { startTestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { startMailServer } from '../support/mail-server.ts';
import { demoTask, friday, runNow, sql, untilFinished, untilTask } from './support.ts';

const signOff: TaskMessage = {
  to: { email: 'a@example.org' },
  template: 'auto-sign-off',
  level: 'IMPORTANT',
  data: { session: '7', project: '012G-0000A', facility: 'CMCF-ID', endedAt: friday },
  dedupeKey: 'session 7',
};

const messages = 'select body, queued_at = ? as "isOfTheRun" from notification';

test('what a task tells is in the outbox once its transaction is through, in the time of run and facility', async () => {
  const ids: unknown[] = [];
  const task = demoTask({
    async run({ em, notify }) {
      const written = await em.transactional((tx) => notify(tx, [signOff]));
      ids.push(written.get(signOff.dedupeKey));
    },
  });
  await using app = await startTestApp({
    tasks: [task],
    clock: new TestClock(friday),
    env: { FACILITY_TIME_ZONE: 'Europe/Stockholm' },
  });
  await runNow(app, task.name);
  const { runs } = await untilFinished(app, task.name, 1);
  expect(runs).toMatchObject([{ state: 'SUCCEEDED' }]);
  expect(ids).toEqual([expect.stringMatching(/^\d+$/)]);
  expect(await sql(app, messages, [friday])).toEqual([
    { body: expect.stringMatching(/15 January 2027 at 17:00\s\(Europe\/Stockholm\)/), isOfTheRun: true },
  ]);
});

test('a task that fails has told nobody of what it rolled back', async () => {
  const task = demoTask({
    run: ({ em, notify }) =>
      em.transactional(async (tx) => {
        await notify(tx, [signOff]);
        throw new Error('no');
      }),
  });
  await using app = await startTestApp({ tasks: [task] });
  await runNow(app, task.name);
  await untilFinished(app, task.name, 1);
  expect(await sql(app, messages, [friday])).toEqual([]);
});

test('the mail server that is set takes what one task has written and another one delivers', async () => {
  await using mailServer = await startMailServer();
  const clock = new TestClock(friday);
  const tell = demoTask({
    run: async ({ em, notify }) => void (await em.transactional((tx) => notify(tx, [signOff]))),
  });
  await using app = await startTestApp({
    tasks: [tell, deliverMessages],
    clock,
    env: { SMTP_URL: mailServer.url, SMTP_FROM: 'Office <office@pls.example>', FACILITY_NAME: 'Sun & Sons' },
  });
  await untilFinished(app, deliverMessages.name, 1);
  await runNow(app, tell.name);
  await untilFinished(app, tell.name, 1);
  clock.advance('PT1M');
  const { runs } = await untilTask(app, deliverMessages.name, (task) => task.runs[0]?.state === 'SUCCEEDED');
  expect(runs[0]?.summary).toBe('1 sent, 0 deferred, 0 failed');
  expect(runs[0]?.log.lines).toMatchObject([
    { level: 'INFO', message: 'Sent to a@example.org: Session 7 on CMCF-ID was signed off' },
  ]);
  const [mail] = mailServer.mails;
  expect(mail?.from?.value).toEqual([{ name: 'Office', address: 'office@pls.example' }]);
  expect(mail?.messageId).toMatch(/^<notification-\d+\.sun-sons@pls\.example>$/);
});

test('without a mail server nothing is delivered, and the run says where messages can be read', async () => {
  await using app = await startTestApp({ tasks: [deliverMessages] });
  const { runs } = await untilFinished(app, deliverMessages.name, 1);
  expect(runs).toMatchObject([{ state: 'SKIPPED' }]);
  expect(runs[0]?.log.lines[0]?.message).toBe(
    'Nothing to do: No mail server is set (SMTP_URL): 0 messages are kept and can be read in the console',
  );
});
