import { describe, expect, test } from 'vitest';
import { BadRecord } from '../../../server/domain/each-record.ts';
import type { Message } from '../../../server/domain/notifications/notify.ts';
import { queueMessages } from '../../../server/domain/notifications/queue-messages.ts';
import { day } from '../support/dates.ts';
import { useEmptyDomain, wipe } from '../support/domain-database.ts';
import { aUser } from '../support/world.ts';
import { aMessage, lookAtAll, noon, queue } from './support.ts';

const db = useEmptyDomain();

const write = (messages: Message[]) =>
  db.orm.em.fork().transactional((tx) => queueMessages({ now: noon })(tx, messages));

/** The one message that there is. */
async function written(template: string, data: Record<string, unknown>, firstName = 'Ada') {
  const user = await aUser(db.orm, { firstName });
  await queue(db.orm, aMessage({ user }, { template, data }));
  const [notification] = await lookAtAll(db.orm);
  return notification!;
}

const review = { code: 'GA12', title: 'Salt', type: 'scientific', dueDate: day('2027-05-14') };
const { code, title } = review;
const cycle = '2027 Jul-Dec';

describe('what messages say', () => {
  test('one review is named in the subject, several are counted, with the first due date', async () => {
    expect((await written('review-request', { reviews: [review] })).subject).toBe(
      'A review of GA12 waits for you, due 14 May 2027',
    );
    await wipe(db.orm);
    const others = [
      { code: 'GA9', title: 'Pepper', type: 'technical', facility: 'CMCF-ID', dueDate: '2027-05-20' },
      { code: 'GA7', title: 'Vinegar', type: 'technical', facility: null, dueDate: '2027-06-01' },
    ];
    const digest = await written('review-request', { reviews: [review, ...others] });
    expect(digest.subject).toBe('3 reviews wait for you, the first is due 14 May 2027');
    expect(digest.body).toBe(`Dear Ada,

3 reviews wait for you:

- GA12: Salt
  scientific review, due 14 May 2027
- GA9: Pepper
  technical review for CMCF-ID, due 20 May 2027
- GA7: Vinegar
  technical review, due 1 June 2027
`);
    expect(digest.html.match(/<li/g)).toHaveLength(3);
  });

  test.each<[string, Record<string, unknown>, string, string]>([
    [
      'review-reminder',
      { reviews: [review] },
      'Reminder: your review of GA12 is due 14 May 2027',
      'This review is still open and due soon:\n\n- GA12: Salt\n  scientific review, due 14 May 2027',
    ],
    [
      'review-reminder',
      { reviews: [review, { ...review, code: 'GA13' }] },
      'Reminder: 2 of your reviews are due, the first on 14 May 2027',
      'These reviews are still open and due soon:',
    ],
    [
      'role-without-holder',
      { role: 'reviewer:cmcf-id', reviews: [review] },
      'Nobody holds the role reviewer:cmcf-id: 1 review waits',
      'due 14 May 2027\n\nGive the role to somebody, or name a reviewer.',
    ],
    [
      'submission-success',
      {
        code,
        title,
        cycle,
        facilities: [
          { acronym: 'A', shifts: 1, flexible: false },
          { acronym: 'B', shifts: 12, flexible: false },
          { acronym: 'C', shifts: null, flexible: true },
          { acronym: 'D', shifts: 0, flexible: true },
          { acronym: 'E', shifts: 0, flexible: false },
        ],
      },
      'Approved for 2027 Jul-Dec: GA12, Salt',
      '- A: 1 shift\n- B: 12 shifts\n- C: scheduled on request\n- D: scheduled on request\n- E: no shifts\n',
    ],
    [
      'submission-fail',
      { code, title, cycle, comments: 'Technical\r\n1. Too dark' },
      'Not approved for 2027 Jul-Dec: GA12, Salt',
      'GA12: Salt\n\nThe reviewers wrote:\n\nTechnical\n1. Too dark\n',
    ],
    [
      'submission-fail',
      { code, title, cycle, comments: '' },
      'Not approved for 2027 Jul-Dec: GA12, Salt',
      'Your proposal was not approved for 2027 Jul-Dec.\n\nGA12: Salt\n',
    ],
    [
      'renewal-rejected',
      {
        project: '012G-0000A',
        title,
        facility: 'CMCF-ID',
        cycle,
        reason: 'The project ends on 30 June 2027.',
      },
      'Not renewed for 2027 Jul-Dec: 012G-0000A on CMCF-ID',
      'The reason:\n\nThe project ends on 30 June 2027.\n',
    ],
    [
      'auto-sign-off',
      {
        session: '7',
        project: '012G-0000A',
        facility: 'CMCF-ID',
        endedAt: Temporal.Instant.from('2027-05-15T00:00Z'),
      },
      'Session 7 on CMCF-ID was signed off',
      'ended on 14 May 2027 at 18:00\n(America/Regina).',
    ],
  ])('%s', async (template, data, subject, part) => {
    const message = await written(template, data);
    expect(message.subject).toBe(subject);
    expect(message.body).toContain(part);
    expect(message).toMatchObject({ kind: template, level: 'IMPORTANT', state: 'QUEUED', attempts: 0 });
  });

  test('somebody of whom only an address is known is greeted without a name', async () => {
    await queue(db.orm, aMessage({ email: 'somebody@example.org' }));
    const [message] = await lookAtAll(db.orm);
    expect(message?.body).toMatch(/^Hello,\n/);
    expect(message).toMatchObject({ user: null, email: 'somebody@example.org' });
  });

  test('lines of the text are short, and those of a list stay under their dash', async () => {
    const long = 'A title of a good many words '.repeat(8).trim();
    const { body } = await written('review-request', { reviews: [{ ...review, title: long }] });
    expect(Math.max(...body.split('\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    expect(body).toContain('- GA12: A title');
    expect(body.match(/^ {2}\S/gm)).toHaveLength(4);
  });
});

describe('hostile titles', () => {
  test('are text in HTML, whatever they look like', async () => {
    const hostile = `<img src=x onerror=alert(1)> & "quoted" 'too'`;
    const { html } = await written(
      'review-request',
      { reviews: [{ ...review, title: hostile }] },
      '<b>Ada</b>',
    );
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &#34;quoted&#34; &#39;too&#39;');
    expect(html).toContain('Dear &lt;b&gt;Ada&lt;/b&gt;,');
    expect(html).not.toMatch(/<img|<b>/);
  });

  test('are escaped where their lines are kept, too', async () => {
    const { html } = await written('submission-fail', { code, title, cycle, comments: '<script>\n1 < 2' });
    expect(html).toContain('&lt;script&gt;<br />\n1 &lt; 2');
  });

  test('are one line in a subject and never a template', async () => {
    const hostile = 'Salt\r\nBcc: all@example.org\0 {{ 6 | times: 7 }}';
    const message = await written('submission-fail', { code, title: hostile, cycle, comments: '' });
    expect(message.subject).toBe(
      'Not approved for 2027 Jul-Dec: GA12, Salt Bcc: all@example.org {{ 6 | times: 7 }}',
    );
    expect(message.body).toContain('GA12: Salt Bcc: all@example.org {{ 6 | times: 7 }}\n');
  });

  test('are cut in a subject when they are long, between characters', async () => {
    const message = await written('submission-fail', { code, title: '😀'.repeat(300), cycle, comments: '' });
    expect(message.subject).toBe(`Not approved for 2027 Jul-Dec: GA12, ${'😀'.repeat(79)}…`);
  });
});

describe('what is no message', () => {
  test.each<[string, Partial<Message>, RegExp]>([
    [
      'an unknown template',
      { template: 'review-demand' },
      /no message "review-demand": use review-request, /,
    ],
    ['no data', { data: {} }, /review-request lacks reviews/],
    [
      'a digest of nothing',
      { data: { reviews: [] } },
      /review-request could not be written: undefined variable/,
    ],
    ['a review without a title', { data: { reviews: [{ ...review, title: undefined }] } }, /review.title/],
    [
      'a review with the title null',
      { data: { reviews: [{ ...review, title: null }] } },
      /a value is missing/,
    ],
    ['a day that is none', { data: { reviews: [{ ...review, dueDate: 'soon' }] } }, /could not be written/],
  ])('%s', async (_name, wrong, error) => {
    const user = await aUser(db.orm);
    const writing = write([aMessage({ user }), aMessage({ user }, wrong)]);
    await expect(writing).rejects.toThrow(BadRecord);
    await expect(writing).rejects.toThrow(error);
    expect(await lookAtAll(db.orm)).toEqual([]);
  });

  test('one to a user that there is not', async () => {
    await expect(write([aMessage({ user: '999999' })])).rejects.toThrow('There is no user 999999 to tell');
  });
});

describe('the outbox', () => {
  test('keeps one message of each key, and returns the ids of those that are new', async () => {
    const user = await aUser(db.orm);
    const [first, second] = [aMessage({ user }), aMessage({ user })];
    const before = await write([first, first]);
    expect([...before.keys()]).toEqual([first.dedupeKey]);
    const after = await write([first, second]);
    expect([...after.keys()]).toEqual([second.dedupeKey]);
    const rows = await lookAtAll(db.orm);
    expect(rows.map(({ id }) => id)).toEqual([before.get(first.dedupeKey), after.get(second.dedupeKey)]);
  });

  test('holds a message exactly when what it tells of is committed', async () => {
    const user = await aUser(db.orm);
    const failing = db.orm.em.fork().transactional(async (tx) => {
      await queueMessages({ now: noon })(tx, [aMessage({ user })]);
      throw new Error('the cause is rolled back');
    });
    await expect(failing).rejects.toThrow('the cause is rolled back');
    expect(await lookAtAll(db.orm)).toEqual([]);
  });

  test('two runs with the same messages in any order write each once, and neither fails', async () => {
    const user = await aUser(db.orm);
    const messages = Array.from({ length: 100 }, () => aMessage({ user }));
    const written = await Promise.all([write(messages), write(messages.toReversed()), write(messages)]);
    expect(written.reduce((sum, { size }) => sum + size, 0)).toBe(100);
    expect(await lookAtAll(db.orm)).toHaveLength(100);
  });

  test('takes any number of messages in two statements', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => aUser(db.orm)));
    const messages = Array.from({ length: 400 }, (_, index) => aMessage({ user: users[index % 10]! }));
    db.sql.length = 0;
    expect((await write(messages)).size).toBe(400);
    expect(db.sql.filter((statement) => !/^(begin|commit)/.test(statement))).toHaveLength(2);
  });
});
