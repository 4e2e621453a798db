import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../engine/support.ts';
import { codesOf, operation, refusalOf, refused, send } from './hostile.ts';
import { startWorld, task, type World } from './world.ts';

// Text that wants to be something else: SQL, a pattern, a template, a header, a line of a log, a prototype.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const later = Temporal.Now.instant().add({ hours: 24 }).toString();

/** Asks as an administrator, who gets furthest. `query` has the one variable `$text`. */
async function ask(query: string, text: unknown) {
  const answer = await send(world.url, {
    headers: { ...world.tokens.admin },
    body: operation(query, { text }),
  });
  return {
    answer,
    ...(JSON.parse(answer!.body) as { data: Record<string, unknown> | null; errors?: unknown[] }),
  };
}

const texts: [string, string][] = [
  ['SQL that drops a table', "'; drop table run; --"],
  ['SQL that is always true', "x' or '1'='1"],
  ['SQL that adds rows', "' union all table server_secret --"],
  ['SQL that waits', "'||pg_sleep(10)||'"],
  ['SQL in dollar quotes', '$$; drop table run; $$'],
  ['a backslash at its end', 'x\\'],
  ['a place of a parameter', '?, $1, :text, ??'],
  ['a pattern for everything', '%'],
  ['a pattern for any three characters', '___'],
  ['NUL', '\0'],
  ['NUL within', 'demo\0.Task'],
  ['a lone surrogate', '\ud800'],
  ['a template', '{{ 7 | times: 7 }}${7*7}#{7*7}<%= 7*7 %>'],
  ['a template that reads', '{{ constructor.constructor("return process")() }}'],
  ['a line break and a line of a log', 'x\r\n2027-01-15 ERROR The server has stopped'],
  ['a header', 'x\r\nSet-Cookie: uso.session_token=x'],
  ['a prototype', '__proto__'],
  ['a constructor', 'constructor'],
  ['control characters of a terminal', '\u001b[2J\u001b]0;x\u0007'],
  ['text that runs from right to left', '\u202eksaT.omed'],
];

/** Each free text and each id of a query, with what it gives when nothing is found. */
const queries: [string, string, object][] = [
  ['the search of tasks', 'query ($text: String) { tasks(search: $text) { name } }', { tasks: [] }],
  ['the app of tasks', 'query ($text: String) { tasks(app: $text) { name } }', { tasks: [] }],
  ['the name of a task', 'query ($text: ID!) { task(name: $text) { name } }', { task: null }],
  ['the id of a run', 'query ($text: ID!) { run(id: $text) { id } }', { run: null }],
  [
    'the search of a log',
    `query ($text: String) { run(id: 1) { log(search: $text) { lines { seq } } } }`,
    { run: { log: { lines: [] } } },
  ],
  [
    'the search of people',
    'query ($text: String) { people(search: $text) { totalCount } }',
    { people: { totalCount: 0 } },
  ],
  [
    'the role of people',
    'query ($text: String) { people(role: $text) { totalCount } }',
    { people: { totalCount: 0 } },
  ],
  [
    'the search of messages',
    'query ($text: String) { notifications(search: $text) { totalCount } }',
    { notifications: { totalCount: 0 } },
  ],
  [
    'the kind of messages',
    'query ($text: String) { notifications(kind: $text) { totalCount } }',
    { notifications: { totalCount: 0 } },
  ],
  [
    'the search of the audit',
    'query ($text: String) { auditEntries(search: $text) { totalCount } }',
    { auditEntries: { totalCount: 0 } },
  ],
  [
    'the action of the audit',
    'query ($text: String) { auditEntries(action: $text) { totalCount } }',
    { auditEntries: { totalCount: 0 } },
  ],
  [
    'the subject of the audit',
    'query ($text: ID) { auditEntries(subjectId: $text) { totalCount } }',
    { auditEntries: { totalCount: 0 } },
  ],
  [
    'the task of the audit',
    'query ($text: ID) { auditEntries(task: $text) { totalCount } }',
    { auditEntries: { totalCount: 0 } },
  ],
];

describe('taken for text, whatever it says, is', () => {
  test.each(queries)('%s', async (_where, query, nothing) => {
    const answers = await Promise.all(
      texts.map(async ([what, text]) => [what, await ask(query, text)] as const),
    );
    for (const [what, { data, errors }] of answers) {
      expect(errors, what).toBeUndefined();
      expect(data, what).toEqual(nothing);
    }
  });
});

/** What names a record of which there is none, and what is refused otherwise. */
const refusing: [string, string, string][] = [
  ['the task of runs', 'query ($text: ID) { runs(task: $text) { totalCount } }', 'NOT_FOUND'],
  ['a cursor', 'query ($text: String) { runs(after: $text) { totalCount } }', 'BAD_INPUT'],
  ['a cycle', 'query ($text: ID) { submissions(cycle: $text) { totalCount } }', 'BAD_INPUT'],
  [
    'an instant',
    'query ($text: String) { auditEntries(since: "x", search: $text) { totalCount } }',
    'BAD_INPUT',
  ],
  ['a task to run', 'mutation ($text: ID!) { runTaskNow(name: $text) { alreadyActive } }', 'NOT_FOUND'],
  ['a run to cancel', 'mutation ($text: ID!) { cancelRun(id: $text) { id } }', 'NOT_FOUND'],
  ['a task to pause', 'mutation ($text: ID!) { pauseTask(name: $text, reason: "x") { name } }', 'NOT_FOUND'],
  ['a task to resume', 'mutation ($text: ID!) { resumeTask(name: $text) { name } }', 'NOT_FOUND'],
  ['a message to send again', 'mutation ($text: ID!) { retryNotification(id: $text) { id } }', 'NOT_FOUND'],
  ['a task to reset', 'mutation ($text: ID!) { resetTaskSchedule(name: $text) { name } }', 'NOT_FOUND'],
  ['a token to revoke', 'mutation ($text: ID!) { revokeToken(id: $text) { id } }', 'NOT_FOUND'],
  ['an account to remove', 'mutation ($text: ID!) { removeAccount(id: $text) { id } }', 'NOT_FOUND'],
  [
    'an account to change',
    'mutation ($text: ID!) { setAccountRole(id: $text, role: null) { id } }',
    'NOT_FOUND',
  ],
  ['an account to link to', 'mutation ($text: ID!) { createSignInLink(id: $text) { url } }', 'NOT_FOUND'],
  [
    'an address',
    'mutation ($text: String!) { createAccount(input: { name: "x", email: $text, role: viewer }) { url } }',
    'BAD_INPUT',
  ],
  [
    'an interval',
    `mutation ($text: String!) { setTaskSchedule(name: "${task}", input: { every: $text }) { name } }`,
    'BAD_INPUT',
  ],
  [
    'a time of day',
    `mutation ($text: String!) { setTaskSchedule(name: "${task}", input: { every: "P1D", at: $text }) { name } }`,
    'BAD_INPUT',
  ],
];

describe('refused, whatever it says, is', () => {
  test.each(refusing)('%s', async (_where, query, code) => {
    const answers = await Promise.all(
      texts.map(async ([what, text]) => [what, await ask(query, text)] as const),
    );
    for (const [what, { answer }] of answers) expect(refusalOf(answer).codes, what).toEqual([code]);
  });
});

describe('a name on lists is refused', () => {
  test.each([
    'two\nlines',
    'a return\rwithin',
    'NUL\0',
    'a tab\twithin',
    '\u001b[31mred',
    '\u202eright to left',
    'a zero width\u200bspace',
    'a line\u2028separator',
    '   ',
    'x'.repeat(101),
  ])('%j', async (text) => {
    for (const query of [
      `mutation ($text: String!) { createToken(input: { name: $text, role: viewer, expiresAt: "${later}" }) { secret } }`,
      'mutation ($text: String!) { createAccount(input: { name: $text, email: "x@pls.example", role: viewer }) { url } }',
    ]) {
      expect(refusalOf((await ask(query, text)).answer).codes).toEqual(['BAD_INPUT']);
    }
  });
});

describe('what a client calls itself', () => {
  test.each<[string, string]>([
    ['with SQL', "'); delete from audit_entry; --"],
    ['of 14,000 characters', 'x'.repeat(14_000)],
    ['in characters that no encoding has', '\xff\xfe\xc3\x28'],
    ['with control characters', 'x\tERROR stopped'],
    ['in a script', '<script>alert(1)</script>'],
  ])('%s does no harm in the audit', async (_name, agent) => {
    const headers = { ...world.tokens.viewer, 'user-agent': agent };
    const answer = await send(world.url, {
      headers,
      body: operation(`mutation { runTaskNow(name: "${task}") { alreadyActive } }`),
    });
    expect(refusalOf(answer)).toEqual(refused(200, 'FORBIDDEN'));
    const [row] = await sql<{ agent: string }>(
      world.app,
      'select agent from audit_entry order by id desc limit 1',
    );
    expect(row!.agent.length).toBeLessThanOrEqual(1_000);
    expect(row!.agent.slice(0, 5)).toBe(agent.slice(0, 5));
  });

  test.each<[string, string]>([
    ['a line break', 'x\nX-Forwarded-For: 127.0.0.1'],
    ['NUL', 'x\0'],
    ['the control character that a terminal obeys', 'x\x1b[2J'],
  ])('is no HTTP with %s', async (name, agent) => {
    const answer = await send(world.url, {
      headers: { ...world.tokens.viewer, 'user-agent': agent },
      body: operation('{ nonsense }'),
    });
    expect(refusalOf(answer), name).toEqual(refused(400, 'BAD_INPUT'));
  });
});

describe('a name of what is not there', () => {
  // Neither can be compressed, and both are longer than a key of an index may be.
  const chance = Array.from({ length: 1_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7_919) % 20_000)),
  ).join('');
  test.each([
    ['in a thousand characters of three bytes', chance],
    [
      'in a thousand characters of four',
      Array.from({ length: 1_000 }, (_, index) =>
        String.fromCodePoint(0x20000 + ((index * 7_919) % 40_000)),
      ).join(''),
    ],
    ['in a hundred thousand characters', 'x'.repeat(100_000)],
  ])('%s is refused to whoever may act, and remembered', async (_name, text) => {
    const { answer } = await ask('mutation ($text: ID!) { runTaskNow(name: $text) { alreadyActive } }', text);
    expect(refusalOf(answer).codes).toEqual(['NOT_FOUND']);
    const [row] = await sql<{ subject: string }>(
      world.app,
      `select subject_id as subject from audit_entry where action = 'runTaskNow' order by id desc limit 1`,
    );
    expect(text.startsWith(row!.subject.slice(0, 100))).toBe(true);
  });

  test.each([
    ['in a thousand characters of three bytes', chance],
    ['in a hundred thousand characters', 'x'.repeat(100_000)],
  ])('%s is refused to whoever may not', async (_name, text) => {
    const headers = { ...world.tokens.viewer };
    const query = 'mutation ($text: ID!) { runTaskNow(name: $text) { alreadyActive } }';
    const answer = await send(world.url, { headers, body: operation(query, { text }) });
    expect(codesOf(JSON.parse(answer!.body))).toEqual(['FORBIDDEN']);
  });
});
