import { expect, test } from 'vitest';
import { queueMessages } from '../../server/domain/notifications/queue-messages.ts';
import { untilTask } from '../engine/support.ts';
import { startMailServer } from '../support/mail-server.ts';
import { runTask, startFleetTest } from './support.ts';

const task = 'notifications.DeliverMessages';

test(
  'a node killed after the mail server took a message and before that was marked: it is mailed once more, as the same',
  { timeout: 240_000 },
  async () => {
    await using mailServer = await startMailServer();
    await using fleet = await startFleetTest();
    const env = { TASKS: 'mail', SMTP_URL: mailServer.url, SMTP_FROM: 'office@pls.example' };
    const first = await fleet.startWorker(env);
    await untilTask(fleet.server, task, ({ runs }) => runs[0]?.state === 'SKIPPED');

    await fleet.server.app.orm.em.fork().transactional((tx) =>
      queueMessages({ now: Temporal.Now.instant().subtract({ hours: 1 }) })(tx, [
        {
          to: { email: 'a@example.org' },
          template: 'submission-fail',
          level: 'IMPORTANT',
          data: { code: 'S1', title: 'Salt', cycle: '2027 Jul-Dec', comments: '' },
          dedupeKey: 'one',
        },
      ]),
    );
    const row = async () => (await fleet.sql.query('select state, attempts from notification')).rows;
    const killed = Promise.withResolvers<void>();
    mailServer.onReceived = async () => {
      mailServer.onReceived = () => undefined;
      first.signal('SIGKILL');
      await first.ended;
      killed.resolve();
    };
    await runTask(fleet, task);
    await killed.promise;
    // That it was tried is known, so that it does not come again and again.
    expect(await row()).toEqual([{ state: 'QUEUED', attempts: 1 }]);

    await fleet.sql.query(`update notification set next_attempt_at = now() - interval '1 hour'`);
    await fleet.startWorker(env);
    await untilTask(fleet.server, task, ({ runs }) => runs[0]?.summary === '1 sent, 0 deferred, 0 failed');
    expect(await row()).toEqual([{ state: 'SENT', attempts: 2 }]);
    expect(mailServer.mails).toHaveLength(2);
    expect(mailServer.mails[0]?.messageId).toMatch(/^<notification-\d+\.prairie-light-source@pls\.example>$/);
    expect(mailServer.mails[1]?.messageId).toBe(mailServer.mails[0]?.messageId);
  },
);
