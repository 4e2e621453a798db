import { beforeEach, describe, expect, test } from 'vitest';
import { MailServerError } from '../../../server/domain/notifications/mail.ts';
import { claimMessage } from '../../../server/domain/notifications/outbox.ts';
import { User } from '../../../server/domain/people/user.entity.ts';
import { deliverMessages } from '../../../server/tasks/deliver-messages.ts';
import { addressesOf, startMailServer, type TestMailServer } from '../../support/mail-server.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { contextAt } from '../support/task-context.ts';
import { aUser } from '../support/world.ts';
import { after, aMessage, deliver, look, lookAtAll, noon, queue, reach } from './support.ts';

const db = useEmptyDomain();
let server: TestMailServer;
beforeEach(async () => {
  server = await startMailServer();
  return () => server.stop();
});

/** Queues a message to somebody with this address. */
async function queueTo(email: string, code?: string): Promise<string> {
  const [id] = await queue(db.orm, aMessage({ user: await aUser(db.orm, { email }) }, { code }));
  return id!;
}

const states = async () => (await lookAtAll(db.orm)).map(({ state, attempts }) => `${state} ${attempts}`);
const recipients = () => server.mails.flatMap(({ to }) => addressesOf(to));

describe('a message that is delivered', () => {
  test('reads as it was written, from the facility to its recipient', async () => {
    const user = await aUser(db.orm, { firstName: 'Åsa', lastName: '李 Öström', email: 'asa@example.org' });
    const review = { title: 'Müll & <b>Salz</b>', type: 'scientific', dueDate: '2027-05-14', code: 'S1' };
    const [id] = await queue(db.orm, aMessage({ user }, { data: { reviews: [review] } }));
    const { lines, fields, ...counts } = await deliver(db.orm, reach(server.url));

    expect(counts).toEqual({ sent: 1, deferred: 0, failed: 0 });
    expect(lines).toEqual([
      'INFO Sent to Åsa 李 Öström <asa@example.org>: A review of S1 waits for you, due 14 May 2027',
    ]);
    expect(fields).toEqual([{ notificationId: id }]);
    const [mail] = server.mails;
    const row = await look(db.orm, id!);
    expect(mail?.subject).toBe(row.subject);
    expect(mail?.text).toBe(row.body);
    expect(mail?.text).toContain('Dear Åsa,\n');
    expect(mail?.html).toBe(row.html);
    expect(mail?.from?.value).toEqual([{ name: 'Prairie Light Source', address: 'office@pls.example' }]);
    expect([mail?.to].flat()[0]?.value).toEqual([{ name: 'Åsa 李 Öström', address: 'asa@example.org' }]);
    expect(mail?.messageId).toBe(`<notification-${id}.prairie-light-source@pls.example>`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(row).toMatchObject({ state: 'SENT', attempts: 1, lastError: null });
    expect(String(row.sentAt)).toBe(String(noon));

    await deliver(db.orm, reach(server.url), { now: after('PT1H') });
    expect(server.mails).toHaveLength(1);
  });

  test('goes to where its recipient is now', async () => {
    const user = await aUser(db.orm, { email: 'old@example.org' });
    await queue(db.orm, aMessage({ user }), aMessage({ email: 'outside@example.org' }));
    await db.orm.em.fork().nativeUpdate(User, user, { email: 'new@example.org' });
    await deliver(db.orm, reach(server.url));
    expect(recipients().toSorted()).toEqual(['new@example.org', 'outside@example.org']);
  });

  test('has the headers that we wrote and no others, whatever titles and names say', async () => {
    const user = await aUser(db.orm, {
      firstName: 'Ada\r\nBcc: a@example.org',
      lastName: '"<evil@example.org>,',
    });
    const hostile = 'Salt\r\nBcc: b@example.org\r\n\r\nBody';
    const data = { code: 'S1', title: hostile, cycle: '2027 Jul-Dec', comments: '' };
    await queue(db.orm, aMessage({ user }, { template: 'submission-fail', data }));
    await deliver(db.orm, reach(server.url));
    const [mail] = server.mails;
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.subject).toBe('Not approved for 2027 Jul-Dec: S1, Salt Bcc: b@example.org Body');
    expect(recipients()).toEqual([(await db.orm.em.fork().findOneOrFail(User, user)).email]);
  });

  test('comes after those that were due before it', async () => {
    const ids = [await queueTo('late@example.org'), await queueTo('early@example.org')];
    await db.orm.em.execute('update notification set next_attempt_at = ? where id = ?', [
      after('-PT1H').toString(),
      ids[1],
    ]);
    // Asked here and not of the mail server: two on their way at once may overtake each other.
    const taken = [await claimMessage(db.orm.em, noon), await claimMessage(db.orm.em, noon)];
    expect(taken.map((message) => message?.address)).toEqual(['early@example.org', 'late@example.org']);
    expect(await claimMessage(db.orm.em, noon)).toBeNull();
  });

  test('goes out no faster than the rate allows', async () => {
    for (let index = 0; index < 10; index += 1) await queueTo(`user${index}@example.org`);
    const start = performance.now();
    await deliver(db.orm, reach(server.url, 10));
    expect(server.mails).toHaveLength(10);
    // The tenth has waited for nine others, however fast the rest is.
    expect(performance.now() - start).toBeGreaterThanOrEqual(899);
  });

  test('is sent once by two deliveries at once', async () => {
    for (let index = 0; index < 30; index += 1) await queueTo(`user${index}@example.org`);
    const both = await Promise.all([deliver(db.orm, reach(server.url)), deliver(db.orm, reach(server.url))]);
    expect(both[0].sent + both[1].sent).toBe(30);
    expect(new Set(recipients()).size).toBe(30);
    expect(server.mails).toHaveLength(30);
  });
});

describe('a mail server that says no', () => {
  test('not now: is asked again after a while, with the same Message-ID', async () => {
    const id = await queueTo('busy@example.org', 'S1');
    server.replies.set('busy@example.org', [{ code: 450, text: 'Mailbox busy' }]);
    const { lines, ...counts } = await deliver(db.orm, reach(server.url));
    expect(counts).toMatchObject({ sent: 0, deferred: 1, failed: 0 });
    expect(lines).toEqual([
      expect.stringMatching(
        /^WARN Not yet delivered to .* <busy@example\.org>: 450 Mailbox busy \(A review of S1 .*\); try 1, the next one in 1 min$/,
      ),
    ]);
    const deferred = await look(db.orm, id);
    expect(deferred).toMatchObject({ state: 'QUEUED', attempts: 1, lastError: '450 Mailbox busy' });
    expect(String(deferred.nextAttemptAt)).toBe(String(after('PT1M')));

    expect(await deliver(db.orm, reach(server.url), { now: after('PT59S') })).toMatchObject({ sent: 0 });
    expect(await deliver(db.orm, reach(server.url), { now: after('PT1M') })).toMatchObject({ sent: 1 });
    expect(await look(db.orm, id)).toMatchObject({ state: 'SENT', attempts: 2, lastError: null });
    expect(server.mails.map(({ messageId }) => messageId)).toEqual([
      `<notification-${id}.prairie-light-source@pls.example>`,
    ]);
  });

  test('makes the next try wait for longer after each, four hours at most', async () => {
    const waits = { 1: 'PT1M', 2: 'PT5M', 3: 'PT15M', 4: 'PT1H', 5: 'PT4H', 6: 'PT4H', 25: 'PT4H' };
    for (const tries of Object.keys(waits)) {
      const id = await queueTo(`busy${tries}@example.org`);
      await db.orm.em.execute('update notification set attempts = ? where id = ?', [Number(tries) - 1, id]);
      server.replies.set(`busy${tries}@example.org`, [{ code: 451, text: 'Later', to: 'DATA' }]);
    }
    await deliver(db.orm, reach(server.url));
    const rows = await lookAtAll(db.orm);
    expect(rows.map(({ state, lastError }) => `${state} ${lastError}`)).toEqual(
      Array(7).fill('QUEUED 451 Later'),
    );
    expect(rows.map(({ attempts, nextAttemptAt }) => [attempts, String(nextAttemptAt)])).toEqual(
      Object.entries(waits).map(([tries, wait]) => [Number(tries), String(after(wait))]),
    );
  });

  test.each(['RCPT TO', 'DATA'] as const)(
    'never, to %s: is believed at once, in its own words',
    async (to) => {
      const id = await queueTo('gone@example.org', 'S1');
      server.replies.set('gone@example.org', [{ code: 550, text: 'No such user here', to }]);
      const { lines, fields, failed } = await deliver(db.orm, reach(server.url));
      expect(failed).toBe(1);
      expect(lines).toEqual([
        expect.stringMatching(
          /^ERROR Not delivered to .* <gone@example\.org>: 550 No such user here \(A review/,
        ),
      ]);
      expect(fields).toEqual([{ notificationId: id }]);
      expect(await look(db.orm, id)).toMatchObject({ state: 'FAILED', lastError: '550 No such user here' });
      expect(await deliver(db.orm, reach(server.url), { now: after('PT24H') })).toMatchObject({
        sent: 0,
        failed: 0,
      });
    },
  );

  test('to one of many: the others get theirs', async () => {
    for (const name of ['a', 'gone', 'b', 'busy', 'no address', 'c']) await queueTo(`${name}@example.org`);
    server.replies.set('gone@example.org', [{ code: 550, text: 'No such user here' }]);
    server.replies.set('busy@example.org', [{ code: 452, text: 'Mailbox full' }]);
    const { lines: _lines, fields: _fields, ...counts } = await deliver(db.orm, reach(server.url));
    expect(counts).toEqual({ sent: 3, deferred: 1, failed: 2 });
    expect(recipients().toSorted()).toEqual(['a@example.org', 'b@example.org', 'c@example.org']);
    expect(await states()).toEqual(['SENT 1', 'FAILED 1', 'SENT 1', 'QUEUED 1', 'FAILED 1', 'SENT 1']);
  });

  test('by hanging up on one message: that one waits, the others go', async () => {
    await queueTo('poison@example.org');
    await queueTo('fine@example.org');
    server.onRecipient = (address) => {
      if (address === 'poison@example.org') server.hangUp();
    };
    const { deferred } = await deliver(db.orm, reach(server.url));
    expect(deferred).toBeGreaterThanOrEqual(1);
    server.onRecipient = () => undefined;
    await deliver(db.orm, reach(server.url), { now: after('PT1M') });
    expect(recipients().toSorted()).toEqual(['fine@example.org', 'poison@example.org']);
  });

  test('to us as the sender: the delivery fails, and no message is to blame', async () => {
    await queueTo('a@example.org');
    server.replies.set('office@pls.example', [
      { code: 550, text: 'Unknown sender', to: 'MAIL FROM' },
      { code: 550, text: 'Unknown sender', to: 'MAIL FROM' },
    ]);
    await expect(deliver(db.orm, reach(server.url))).rejects.toThrow(/cannot be used: 550 Unknown sender$/);
    expect(await states()).toEqual(['QUEUED 0']);
  });
});

describe('a mail server that cannot be used fails the delivery, and messages wait as if nothing had been tried', () => {
  const untouched = async (url: string, error: RegExp) => {
    const id = await queueTo('a@example.org');
    const delivery = deliver(db.orm, reach(url));
    await expect(delivery).rejects.toThrow(MailServerError);
    await expect(delivery).rejects.toThrow(error);
    const row = await look(db.orm, id);
    expect(row).toMatchObject({ state: 'QUEUED', attempts: 0, lastError: null });
    expect(String(row.nextAttemptAt)).toBe(String(noon));
  };

  test('down for the whole run, then up again', async () => {
    await server.stop();
    await untouched(server.url, /^The mail server 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/);
    server = await startMailServer();
    expect(await deliver(db.orm, reach(server.url))).toMatchObject({ sent: 1 });
  });

  test('wrong password, which is not told', async () => {
    await using strict = await startMailServer({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('Wrong password')),
    });
    const url = strict.url.replace('//', '//office:s3cret@');
    await untouched(url, /^(?!.*s3cret)The mail server 127\.0\.0\.1:\d+ cannot be used: 535 Wrong password$/);
  });

  test('a login is asked for and none is set', async () => {
    await using strict = await startMailServer({ authOptional: false });
    await untouched(strict.url, /cannot be used: 530 /);
  });

  test('a certificate that nobody vouches for', async () => {
    await using selfSigned = await startMailServer({ disabledCommands: [] });
    await untouched(selfSigned.url, /cannot be used: .*(self-signed|certificate)/i);
    expect(await deliver(db.orm, reach(`${selfSigned.url}?tls.rejectUnauthorized=false`))).toMatchObject({
      sent: 1,
    });
  });

  test('goes down in the middle: what it took is marked, the rest waits', async () => {
    for (let index = 0; index < 10; index += 1) await queueTo(`user${index}@example.org`);
    let stopped: Promise<void> | undefined;
    server.onRecipient = (address) => {
      if (address === 'user5@example.org') stopped = server.stop();
    };
    await expect(deliver(db.orm, reach(server.url))).rejects.toThrow(MailServerError);
    await stopped;
    const rows = await lookAtAll(db.orm);
    expect(rows.filter(({ state }) => state === 'SENT').length).toBeGreaterThanOrEqual(3);
    for (const { state, attempts, nextAttemptAt } of rows.filter(({ state }) => state !== 'SENT')) {
      expect(`${state} ${attempts} ${String(nextAttemptAt)}`).toBe(`QUEUED 0 ${String(noon)}`);
    }
  });
});

describe('a message that cannot be delivered', () => {
  test('because its recipient has no usable address fails at once, without a word to the mail server', async () => {
    const injection = 'a@example.org\r\nRCPT TO:<b@example.org>';
    const unusable = ['', 'nobody', 'a@b@c', 'a b@example.org', 'a@example.org, b@example.org', injection];
    for (const email of unusable) await queueTo(email);
    const { failed, lines } = await deliver(db.orm, reach(server.url));
    expect(failed).toBe(6);
    expect(lines.filter((line) => line.startsWith('ERROR Not delivered to '))).toHaveLength(6);
    expect((await lookAtAll(db.orm)).map(({ state, lastError }) => `${state} ${lastError}`)).toEqual(
      unusable.map((email) => `FAILED ${JSON.stringify(email)} is no address that mail can be sent to`),
    );
    expect(server.mails).toEqual([]);
  });

  test('for five days is given up, with what the server said last, also while the server is away', async () => {
    const id = await queueTo('busy@example.org', 'S1');
    server.replies.set('busy@example.org', [{ code: 450, text: 'Mailbox busy' }]);
    await deliver(db.orm, reach(server.url));
    await server.stop();
    await expect(deliver(db.orm, reach(server.url), { now: after('PT119H59M59S') })).rejects.toThrow(
      MailServerError,
    );
    expect(await look(db.orm, id)).toMatchObject({ state: 'QUEUED' });

    const { failed, lines, fields } = await deliver(db.orm, reach(server.url), { now: after('PT120H') });
    expect(failed).toBe(1);
    expect(lines).toEqual([
      'ERROR Given up: not delivered within 5 days: 450 Mailbox busy (to busy@example.org: A review of S1 waits for you, due 14 May 2027)',
    ]);
    expect(fields).toEqual([{ notificationId: id }]);
    expect(await look(db.orm, id)).toMatchObject({
      state: 'FAILED',
      lastError: 'not delivered within 5 days: 450 Mailbox busy',
    });
  });
});

test('a delivery that is told to end marks what the server has taken, and leaves the rest as it was', async () => {
  for (let index = 0; index < 10; index += 1) await queueTo(`user${index}@example.org`);
  const told = new AbortController();
  server.onReceived = () => told.abort(new Error('The node stops'));
  // So slow that the first is taken long before the third has its turn.
  await expect(deliver(db.orm, reach(server.url, 1), { signal: told.signal })).rejects.toThrow(
    'The node stops',
  );
  const rows = await lookAtAll(db.orm);
  expect(rows.filter(({ state }) => state === 'SENT')).toHaveLength(server.mails.length);
  expect(server.mails.length).toBeLessThan(3);
  expect(rows.filter(({ state, attempts }) => state === 'QUEUED' && attempts !== 0)).toEqual([]);
});

describe('Deliver Messages', () => {
  const contextWith = (mail: TestMailServer | null, now = noon) =>
    contextAt(db.orm, now, { mail: mail && reach(mail.url) });

  test('has nothing to do without a mail server, and says what is kept', async () => {
    await queueTo('a@example.org');
    await queueTo('b@example.org');
    expect(await deliverMessages.ready?.(contextWith(null))).toBe(
      'No mail server is set (SMTP_URL): 2 messages are kept and can be read in the console',
    );
  });

  test('runs when a message is due, and says what became of them', async () => {
    expect(await deliverMessages.ready?.(contextWith(server))).toBe('0 of 0 waiting messages are due');
    await queueTo('busy@example.org');
    await queueTo('a@example.org');
    server.replies.set('busy@example.org', [{ code: 450, text: 'Mailbox busy' }]);
    expect(await deliverMessages.ready?.(contextWith(server))).toBeNull();
    expect(await deliverMessages.run(contextWith(server))).toEqual({
      summary: '1 sent, 1 deferred, 0 failed',
    });
    expect(await deliverMessages.ready?.(contextWith(server, after('PT59S')))).toBe(
      '0 of 1 waiting messages are due',
    );
    expect(await deliverMessages.ready?.(contextWith(server, after('PT1M')))).toBeNull();
  });
});
