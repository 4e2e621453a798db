import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anAddress, codesOf, operation, refusalOf, refused, send } from './hostile.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startWorld, task, type World } from './world.ts';

// Ways to do what one's role does not allow. Each would succeed for somebody who may.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const later = Temporal.Now.instant().add({ hours: 24 }).toString();
const makeToken = `createToken(input: { name: "x", role: admin, expiresAt: "${later}" }) { secret }`;

const forOperators = [
  `runTaskNow(name: "${task}") { alreadyActive }`,
  'cancelRun(id: "1") { id }',
  `pauseTask(name: "${task}", reason: "x") { name }`,
  `resumeTask(name: "${task}") { name }`,
  'retryNotification(id: "1") { id }',
];
const forAdmins = [
  `setTaskSchedule(name: "${task}", input: { every: "PT1H" }) { name }`,
  `resetTaskSchedule(name: "${task}") { name }`,
  makeToken,
  'revokeToken(id: "1") { id }',
  'createAccount(input: { name: "x", email: "x@pls.example", role: admin }) { url }',
  'setAccountRole(id: "first-administrator", role: null) { id }',
  'removeAccount(id: "first-administrator") { id }',
  'createSignInLink(id: "first-administrator") { url }',
];
const adminsLists = [
  'tokens { totalCount edges { node { name ending } } }',
  'accounts { totalCount edges { node { email } } }',
];
const ownAccount = [
  'updateProfile(name: "Root", email: "root@pls.example") { name }',
  'changePassword(password: "a long enough password") { name }',
];

type Who = 'viewer' | 'operator' | 'session' | 'roleless' | 'nobody';

const headersOf = (who: Who): Record<string, string> =>
  ({
    viewer: world.tokens.viewer,
    operator: world.tokens.operator,
    session: { cookie: world.session.cookie },
    roleless: world.roleless,
    nobody: {},
  })[who];

/** Asks over WebSocket; the codes of the refusal. */
async function askSocket(who: Who, query: string): Promise<string[]> {
  const { cookie, authorization } = headersOf(who);
  const { socket } = await RawSocket.open(`${world.url}/graphql`, {
    'x-forwarded-for': anAddress(),
    cookie: cookie ?? null,
  });
  await using line = socket!;
  await line.begin(authorization ? { authorization } : {});
  line.sendMessage({ type: 'subscribe', id: '1', payload: { query } });
  const answer = await line.message<{ payload: unknown }>();
  return codesOf(Array.isArray(answer?.payload) ? { errors: answer.payload } : answer?.payload);
}

const named = (fields: string[], kind: string) =>
  fields.map((field) => [/^\w+/.exec(field)![0], `${kind} { ${field} }`] as const);

describe.each<[Who, readonly (readonly [string, string])[], string]>([
  ['viewer', named([...forOperators, ...forAdmins], 'mutation'), 'FORBIDDEN'],
  ['session', named([...forOperators, ...forAdmins], 'mutation'), 'FORBIDDEN'],
  ['operator', named(forAdmins, 'mutation'), 'FORBIDDEN'],
  ['viewer', named(adminsLists, 'query'), 'FORBIDDEN'],
  ['operator', named(adminsLists, 'query'), 'FORBIDDEN'],
  ['roleless', named([...forOperators, ...forAdmins, ...ownAccount], 'mutation'), 'FORBIDDEN'],
  [
    'roleless',
    named([...adminsLists, 'facility { now }', 'tasks { name }', 'auditEntries { totalCount }'], 'query'),
    'FORBIDDEN',
  ],
  ['viewer', named(ownAccount, 'mutation'), 'CONFLICT'],
])('to a %s is refused', (who, operations, code) => {
  test.each(operations)('%s', async (_name, query) => {
    const answer = await send(world.url, { headers: headersOf(who), body: operation(query) });
    expect(refusalOf(answer)).toEqual(refused(200, code));
    expect(JSON.parse(answer!.body)).toMatchObject({ data: null });
    // The same rules stand before both protocols: asking as one of them shows that.
    if (who === 'viewer') expect(await askSocket(who, query)).toEqual([code]);
  });
});

describe('to nobody is refused', () => {
  test.each(named([...forOperators, ...forAdmins, ...ownAccount], 'mutation'))('%s', async (_name, query) => {
    const answer = await send(world.url, { body: operation(query) });
    expect(refusalOf(answer)).toEqual(refused(401, 'UNAUTHENTICATED'));
  });
});

describe('a viewer may not either', () => {
  const body = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
  test.each<[string, string, number, string[]]>([
    ['by another name for it', body(`mutation { viewer: ${makeToken} }`), 200, ['FORBIDDEN']],
    ['in a fragment', body(`mutation { ...F } fragment F on Mutation { ${makeToken} }`), 200, ['FORBIDDEN']],
    [
      'in fragments without a name',
      body(`mutation { ... { ... on Mutation { ... @include(if: true) { ${makeToken} } } } }`),
      200,
      ['FORBIDDEN'],
    ],
    [
      'by a name that is null',
      body(`mutation { ${makeToken} }`, { operationName: null }),
      200,
      ['FORBIDDEN'],
    ],
    [
      'under the name of a query',
      body(`query viewer { viewer { name } } mutation M { ${makeToken} }`, { operationName: 'M' }),
      200,
      ['FORBIDDEN'],
    ],
    [
      'with the mutation hidden behind a query',
      body(`query Q { viewer { name } } mutation M { ${makeToken} }`),
      400,
      ['BAD_INPUT'],
    ],
    [
      'with a role as a variable',
      body('mutation ($role: ConsoleRole!) { setAccountRole(id: "x", role: $role) { id } }', {
        variables: { role: 'admin' },
      }),
      200,
      ['FORBIDDEN'],
    ],
    [
      'with a role of its own in the variables',
      body(`mutation { ${makeToken} }`, {
        variables: { principal: { role: 'admin' }, __proto__: { role: 'admin' } },
      }),
      200,
      ['FORBIDDEN'],
    ],
    [
      'with a role in the extensions',
      body(`mutation { ${makeToken} }`, {
        extensions: { role: 'admin' },
        role: 'admin',
        context: { principal: { role: 'admin' } },
      }),
      200,
      ['FORBIDDEN'],
    ],
    [
      'after what is allowed',
      body('{ viewer { name } facility { name } tokens { totalCount } }'),
      200,
      ['FORBIDDEN'],
    ],
    [
      'five at once',
      body(`mutation { ${forOperators.map((field, index) => `m${index}: ${field}`).join(' ')} }`),
      200,
      ['FORBIDDEN'],
    ],
    ['in a list of requests', JSON.stringify([{ query: `mutation { ${makeToken} }` }]), 400, ['BAD_INPUT']],
  ])('%s', async (_name, request, status, codes) => {
    const answer = await send(world.url, { headers: world.tokens.viewer, body: request });
    expect(refusalOf(answer)).toEqual({ status, codes });
    expect(answer!.body).not.toContain('uso_');
  });

  test('change the role of its own account, which it may rename', async () => {
    const { id, cookie } = world.session;
    for (const query of [
      `mutation { setAccountRole(id: "${id}", role: admin) { id } }`,
      `mutation { createSignInLink(id: "${id}") { url } }`,
    ]) {
      const answer = await send(world.url, { headers: { cookie }, body: operation(query) });
      expect(refusalOf(answer)).toEqual(refused(200, 'FORBIDDEN'));
    }
    const answer = await send(world.url, {
      headers: { cookie },
      body: operation('mutation { updateProfile(name: "x", email: "x@pls.example", role: admin) { role } }'),
    });
    expect(refusalOf(answer)).toEqual(refused(400, 'BAD_INPUT'));
  });
});

describe('the schema is not read by', () => {
  test.each<[Who, string]>([
    ['nobody', '{ __schema { types { name } } }'],
    ['nobody', '{ __type(name: "Mutation") { fields { name } } }'],
    ['nobody', '{ viewer { name } innocent: __schema { queryType { name } } }'],
    ['nobody', '{ ...F } fragment F on Query { __schema { mutationType { name } } }'],
    ['nobody', 'mutation { __type(name: "Query") { name } }'],
    ['roleless', '{ __schema { types { name } } }'],
    ['roleless', '{ __type(name: "Query") { name } }'],
  ])('%s: %s', async (who, query) => {
    const answer = await send(world.url, { headers: headersOf(who), body: operation(query) });
    const { status, codes } = refusalOf(answer);
    expect(status).toBe(401);
    expect(codes).toContain('UNAUTHENTICATED');
  });

  test.each([
    '{ taskz { name } }',
    '{ task(nam: "x") { name } }',
    '{ viewer { nam } }',
    '{ runs(state: SUCCEDED) { totalCount } }',
    'query ($x: ConsoleRol!) { viewer { name } }',
    'mutation { createTokn { secret } }',
    'subscription { taskChange { name } }',
    '{ viewer { name @includ(if: true) } }',
    '{ viewer { ... on Viewr { name } } }',
  ])('nobody, by hints: %s', async (query) => {
    const answer = await send(world.url, { body: operation(query) });
    expect(refusalOf(answer).status).toBe(400);
    expect(answer!.body).not.toMatch(/did you mean/i);
  });
});
