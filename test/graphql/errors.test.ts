import { createClient, type Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '../support/app.ts';
import { testToken as token } from '../support/token.ts';
import { leak, refusals, watchTasks } from './support.ts';

interface Refusal {
  message: string;
  extensions: { code: string; field?: string };
}

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
  await app.app.orm.em.fork().execute(
    `insert into task (name, position, label, description, keep_runs, timeout, registered_at)
     values ('demo.Task', 1, 'Task', 'For tests.', 10, 'PT30M', '2027-01-15T16:00:00Z')`,
  );
});
afterAll(() => app[Symbol.asyncDispose]());

const socketUrl = (of: TestApp) => `${of.url.replace('http', 'ws')}/graphql`;

/** What refuses an operation over WebSocket: errors, as a message of their own or in a result, or the end of the line. */
async function refusedOverSocket(
  of: TestApp,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Refusal[] | { code: number; reason: string }> {
  try {
    const { value } = await of.subscribe<unknown>(query, variables).next();
    return value?.errors ?? [];
  } catch (cause) {
    if (Array.isArray(cause)) return cause as Refusal[];
    const { code, reason } = cause as { code: number; reason: string };
    return { code, reason };
  }
}

const mistakes: [string, string, object?][] = [
  ['an unknown field', '{ nonsense }'],
  ['an unknown argument', '{ tasks(colour: "red") { name } }'],
  ['a field without its selection', '{ tasks }'],
  ['a value that the enum does not have', '{ runs(state: GOOD) { totalCount } }'],
  ['a query that ends too early', '{ tasks {'],
  ['no query at all', 'nonsense'],
  ['an empty query', ''],
  ['a variable of another type', 'query ($n: Int!) { runs(first: $n) { totalCount } }', { n: 'many' }],
  ['a variable that is missing', 'query ($n: Int!) { runs(first: $n) { totalCount } }'],
  ['two operations and no choice', 'query A { viewer { name } } query B { viewer { name } }'],
];

describe('a mistake of the caller is BAD_INPUT without internals,', () => {
  test.each(mistakes)('over HTTP: %s', async (_name, query, variables) => {
    app.problems.length = 0;
    expect((await refusals(app, query, variables)).map(({ code }) => code)).toEqual(['BAD_INPUT']);
    // The operator need not know.
    expect(app.problems).toEqual([]);
  });

  test('and says which variable and which field of it was wrong', async () => {
    expect(await refusals(app, 'query ($n: Int!) { runs(first: $n) { totalCount } }', { n: 'many' })).toEqual(
      [{ code: 'BAD_INPUT', field: 'n' }],
    );
    expect(
      await refusals(
        app,
        'query ($input: SchedulePreviewInput!) { previewSchedule(input: $input) { valid } }',
        { input: { count: 'x' } },
      ),
    ).toEqual([{ code: 'BAD_INPUT', field: 'input.count' }]);
  });

  const overSocket: [string, string, Record<string, unknown>?][] = [
    ['an unknown field', 'subscription { nonsense }'],
    ['an unknown field of a query', '{ nonsense }'],
    ['an unknown argument', 'subscription { taskChanged(colour: "red") { name } }'],
    [
      'a variable of another type',
      'subscription ($n: Int!) { runLog(runId: "1", after: $n) { lines { seq } } }',
      { n: 'many' },
    ],
  ];
  test.each(overSocket)('over WebSocket: %s', async (_name, query, variables) => {
    app.problems.length = 0;
    const errors = await refusedOverSocket(app, query, variables);
    expect(leak(JSON.stringify(errors))).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }]);
    expect(app.problems).toEqual([]);
  });

  test.each([
    ['a subscription that ends too early', 'subscription { taskChanged {'],
    ['no query at all', 'nonsense'],
  ])('over WebSocket: %s, which ends no other subscription of that socket', async (_name, query) => {
    const watcher = await watchTasks(app, 'subscription { taskChanged { name } }', {}, 'demo.Task');
    const errors = await refusedOverSocket(app, query);
    expect(leak(JSON.stringify(errors))).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }]);
    await app.app.orm.em.fork().execute(`select pg_notify('task_changed', 'demo.Task')`);
    expect(await watcher.until(() => true)).toEqual({ taskChanged: { name: 'demo.Task' } });
    await watcher.leave();
  });
});

describe('authorization', () => {
  const whoAmI = '{ viewer { name email role } }';
  const tokenViewer = { name: 'ADMIN_TOKEN', email: null, role: 'admin' };
  const wrong = ['Bearer wrong', `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, 'Bearer ', token];

  test.each([...wrong, `Basic ${token}`])('%j is UNAUTHENTICATED over HTTP', async (authorization) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: whoAmI }),
    });
    expect(response.status).toBe(401);
    const text = await response.text();
    expect(leak(text)).toBeNull();
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(text).not.toContain(token);
  });

  test('with the right token acts under its name, over HTTP', async () => {
    const { data } = await app.request<{ viewer: object }>(whoAmI, {}, { authorization: `Bearer ${token}` });
    expect(data.viewer).toEqual(tokenViewer);
  });

  test('of any token is UNAUTHENTICATED when the server has none', async () => {
    await using plain = await startTestApp({ env: { ROLE: 'server', ADMIN_TOKEN: '' } });
    const { errors } = await plain.request(whoAmI, {}, { authorization: 'Bearer undefined' });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  /** Asks over a WebSocket of its own; tells the answer, and each end of a connection. */
  async function overSocket(authorization: unknown, retryAttempts = 0) {
    const closed: number[] = [];
    const client: Client = createClient({
      url: socketUrl(app),
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts,
      retryWait: async () => undefined,
      on: { closed: (event) => closed.push((event as { code: number }).code) },
    });
    try {
      const { value } = await client.iterate<{ viewer: object }>({ query: whoAmI }).next();
      return { viewer: value?.data?.viewer, closed };
    } catch {
      return { viewer: undefined, closed };
    } finally {
      await client.dispose();
    }
  }

  test.each(wrong)('%j is refused when a WebSocket connects', async (authorization) => {
    const { viewer, closed } = await overSocket(authorization);
    expect(viewer).toBeUndefined();
    // 4401 Unauthorized or 4403 Forbidden of the graphql-ws protocol.
    expect([4401, 4403]).toContain(closed[0]);
  });

  test('with the right token acts under its name, over WebSocket', async () => {
    expect((await overSocket(`Bearer ${token}`)).viewer).toEqual(tokenViewer);
  });

  test('that was refused on a WebSocket is not tried again by a client of the protocol', async () => {
    // A client takes 4401 as final. It would try 4403 again and again.
    expect((await overSocket('Bearer wrong', 3)).closed).toEqual([4401]);
  });

  test.each([[5], [true], [{ Bearer: 'wrong' }], [['Bearer wrong']]])(
    'of %j on a WebSocket, which is no text, is wrong and not the same as none',
    async (authorization) => {
      expect((await overSocket(authorization)).viewer).toBeUndefined();
    },
  );
});

describe('a failure of the server', () => {
  let broken: TestApp;
  beforeAll(async () => {
    broken = await startTestApp({ env: { ROLE: 'server' } });
    await broken.app.orm.em.fork().execute('drop table task, run, log_line, cycle, cycle_type cascade');
  });
  afterAll(() => broken[Symbol.asyncDispose]());

  test.each([
    ['tasks', '{ tasks { name } }'],
    ['task', '{ task(name: "demo.Task") { name } }'],
    ['run', '{ run(id: "1") { id } }'],
    ['runs', '{ runs { totalCount } }'],
    ['runs', '{ runs(task: "demo.Task") { totalCount } }'],
    ['cycles', '{ cycles { totalCount } }'],
    ['cycleTypes', '{ cycleTypes { name } }'],
    ['runTaskNow', 'mutation { runTaskNow(name: "demo.Task") { alreadyActive } }'],
  ])('in %s says nothing of its inside, and tells the operator why: %s', async (field, query) => {
    broken.problems.length = 0;
    const answer = await broken.request<unknown>(query);
    expect(leak(JSON.stringify(answer))).toBeNull();
    expect(answer.errors).toMatchObject([{ path: [field], extensions: { code: 'INTERNAL' } }]);
    expect(Object.keys(answer.errors![0]!.extensions)).toEqual(['code']);
    expect(broken.problems).toHaveLength(1);
    expect(broken.problems[0]).toContain('does not exist');
  });

  test.each([
    ['runLog', 'subscription { runLog(runId: "1") { lines { seq } } }'],
    ['taskChanged', 'subscription { taskChanged(name: "demo.Task") { name } }'],
    ['a query', '{ tasks { name } }'],
  ])('over WebSocket in %s says nothing of its inside, and tells the operator why', async (_name, query) => {
    broken.problems.length = 0;
    const errors = await refusedOverSocket(broken, query);
    expect(leak(JSON.stringify(errors))).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(broken.problems.join()).toContain('does not exist');
  });

  test('leaves what does not depend on it intact', async () => {
    expect(await broken.query('{ facility { timeZone } }')).toEqual({
      facility: { timeZone: 'America/Regina' },
    });
  });
});

describe('a WebSocket', () => {
  /** Whether the server lets a page of this origin open a WebSocket. */
  const outcome = (origin: string | undefined, url = socketUrl(app)) =>
    new Promise<'open' | 'refused'>((resolve) => {
      const socket = new WebSocket(url, 'graphql-transport-ws', origin === undefined ? {} : { origin });
      socket.once('open', () => {
        socket.close();
        resolve('open');
      });
      socket.once('error', () => resolve('refused'));
    });

  test('of a page from elsewhere is refused', async () => {
    const { host, port } = new URL(app.url);
    const foreign = [
      'https://evil.example',
      'null',
      `http://${host}.evil.example`,
      `http://127.0.0.1:${Number(port) - 1}`,
      'http://localhost',
      host,
    ];
    for (const origin of foreign) expect(await outcome(origin), origin).toBe('refused');
  });

  test('of our own page, or of a program that has no page, is let in', async () => {
    expect(await outcome(app.url)).toBe('open');
    expect(await outcome(undefined)).toBe('open');
  });

  test('elsewhere than at /graphql is refused', async () => {
    expect(await outcome(undefined, socketUrl(app).replace('/graphql', '/'))).toBe('refused');
  });
});

describe('a request that is not even GraphQL gets a clean error:', () => {
  const json = { 'content-type': 'application/json' };
  const large = JSON.stringify({ query: `{ viewer { name } } #${'x'.repeat(1_100_000)}` });

  test.each<[string, number, Record<string, string>, string]>([
    ['JSON that ends too early', 400, json, '{"query": "{ viewer '],
    ['a text', 400, json, '"{ viewer { name } }"'],
    ['a list', 400, json, '[]'],
    ['an empty object', 400, json, '{}'],
    ['a query that is no text', 400, json, '{"query": 5}'],
    ['variables that are no object', 400, json, '{"query": "{ viewer { name } }", "variables": "x"}'],
    ['a body beyond 256 kB', 413, json, large],
    ['an unknown compression', 415, { ...json, 'content-encoding': 'shrink' }, '{}'],
    ['an unknown character set', 415, { 'content-type': 'application/json; charset=klingon' }, '{}'],
  ])('%s', async (_name, status, headers, body) => {
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(leak(text)).toBeNull();
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_INPUT' } }] });
  });

  test.each(['/%E0%A4%A', '/assets/%E0%A4%A', '/assets/none.js', '/graphql', '/graphql?query={'])(
    'GET %s',
    async (path) => {
      const response = await fetch(`${app.url}${path}`);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(leak(await response.text())).toBeNull();
    },
  );
});
