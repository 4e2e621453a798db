import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import {
  anAccount,
  asNobody,
  asSession,
  audit,
  cookieOf,
  openSocket,
  post,
  secretOf,
  signInByLink,
  withPassword,
} from './support.ts';

const whoAmI = '{ viewer { kind name email role signedInBy } }';
const password = 'correct horse battery staple';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' } });
});
afterAll(() => app[Symbol.asyncDispose]());

const viewerOf = async (cookie: string) =>
  (await app.request<{ viewer: object | null }>(whoAmI, {}, asSession(cookie))).data.viewer;
const byPassword = (email: string, text: string, headers = {}) =>
  post(app, 'sign-in/email', { email, password: text }, headers);
const sql = (statement: string, values: unknown[] = []) => app.app.orm.em.fork().execute(statement, values);

describe('an empty installation', () => {
  test('has a link that signs in once, as its first administrator', async () => {
    await using fresh = await startTestApp({ env: { ROLE: 'server' } });
    const link = fresh.app.signInLink!;
    expect(link).toMatch(new RegExp(`^${fresh.url}/sign-in#link=[\\w-]{43}$`));
    const response = await post(fresh, 'sign-in/link', { token: secretOf(link) });
    expect(response.status).toBe(200);
    const { data } = await fresh.request(whoAmI, {}, asSession(cookieOf(response)));
    expect(data).toEqual({
      viewer: {
        kind: 'person',
        name: 'Local administrator',
        email: 'administrator@console.invalid',
        role: 'admin',
        signedInBy: 'link',
      },
    });

    const again = await post(fresh, 'sign-in/link', { token: secretOf(link) });
    expect(again.status).toBe(401);
    expect(cookieOf(again)).toBe('');
    expect(await again.json()).toEqual({
      errors: [
        {
          message: 'This link was used already, or its time is over: ask for a new one.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    // Somebody has been in: the next start prints none.
    await using next = await startTestApp({ env: { ROLE: 'server' }, databaseUrl: fresh.databaseUrl });
    expect(next.app.signInLink).toBeNull();
  });

  test('has several links when it was started several times, and none is left once somebody came in by one', async () => {
    await using one = await startTestApp({ env: { ROLE: 'server' } });
    await using two = await startTestApp({ env: { ROLE: 'server' }, databaseUrl: one.databaseUrl });
    const [first, second] = [one, two].map(({ app: { signInLink } }) => ({ token: secretOf(signInLink!) }));
    expect((await post(one, 'sign-in/link', second!)).status).toBe(200);
    expect((await post(two, 'sign-in/link', first!)).status).toBe(401);
  });

  test('lets only one of many in who use the link at the same time', async () => {
    await using fresh = await startTestApp({ env: { ROLE: 'server' } });
    const token = secretOf(fresh.app.signInLink!);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(fresh, 'sign-in/link', { token })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
  });
});

describe('a password', () => {
  test('is set by whoever comes in by link, and opens the account from then on', async () => {
    const { email, link } = await anAccount(app, {
      name: 'Grace Hopper',
      email: 'Grace@PLS.example',
      role: 'operator',
    });
    await withPassword(app, link, password);
    const response = await byPassword('grace@pls.EXAMPLE', password);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({});
    expect(await viewerOf(cookieOf(response))).toEqual({
      kind: 'person',
      name: 'Grace Hopper',
      email: 'grace@pls.example',
      role: 'operator',
      signedInBy: 'password',
    });
    expect(email).toBe('Grace@PLS.example');
    const cookies = response.headers.getSetCookie().filter((cookie) => !cookie.includes('=;'));
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
  });

  test('is kept as scrypt, with a salt of its own', async () => {
    const first = await anAccount(app, { email: 'salt1@pls.example' });
    const second = await anAccount(app, { email: 'salt2@pls.example' });
    for (const { link } of [first, second]) await withPassword(app, link, password);
    const rows = (await sql('select password from console_credential where account_id = any(?)', [
      `{${first.id},${second.id}}`,
    ])) as { password: string }[];
    expect(new Set(rows.map((row) => row.password)).size).toBe(2);
    // 16 bytes of salt and 64 of key, in hex.
    for (const row of rows) expect(row.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
  });

  test('that cannot be kept is not told by the log', async () => {
    const { link } = await anAccount(app, { email: 'unkept@pls.example' });
    await sql(`alter table console_credential add constraint no_more check (password is null) not valid`);
    try {
      await expect(withPassword(app, link, password)).rejects.toThrow(/INTERNAL/);
    } finally {
      await sql('alter table console_credential drop constraint no_more');
    }
    const problems = app.problems.splice(0).join('\n');
    expect(problems).toContain('violates check constraint "no_more"');
    expect(problems).not.toMatch(/[0-9a-f]{32}/);
  });

  test.each(['short', 'x'.repeat(11), 'x'.repeat(129), ''])('%j is too short or too long', async (text) => {
    const { link } = await anAccount(app, { email: `length${text.length}@pls.example` });
    await expect(withPassword(app, link, text)).rejects.toThrow(/"field":"password"/);
  });

  test('is asked for to change it, unless one has just come in by a link', async () => {
    const { link } = await anAccount(app, { email: 'change@pls.example' });
    await withPassword(app, link, password);
    const mine = asSession(cookieOf(await byPassword('change@pls.example', password)));
    const other = cookieOf(await byPassword('change@pls.example', password));
    const change = (present: string | null) =>
      app.request(
        'mutation ($present: String) { changePassword(password: "another long enough one", present: $present) { name } }',
        { present },
        mine,
      );
    for (const wrong of [null, '', 'not the present one']) {
      expect((await change(wrong)).errors).toMatchObject([
        { extensions: { code: 'BAD_INPUT', field: 'present' } },
      ]);
    }
    expect((await change(password)).errors).toBeUndefined();
    expect((await byPassword('change@pls.example', password)).status).toBe(401);
    // Whoever else was in is out.
    expect(await viewerOf(other)).toBeNull();
    expect((await app.request<{ viewer: object }>(whoAmI, {}, mine)).data.viewer).toBeTruthy();
  });

  test('that is wrong is refused in the same words whether there is an account or not', async () => {
    const { link } = await anAccount(app, { email: 'known@pls.example' });
    await withPassword(app, link, password);
    const wrong = await byPassword('known@pls.example', 'a wrong one of that length');
    const unknown = await byPassword('unknown@pls.example', 'a wrong one of that length');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const said = await wrong.text();
    expect(said).toContain('The e-mail address or the password is wrong.');
    expect(await unknown.text()).toBe(said);
    expect(await audit(app, 'first: 2, action: "signInFailed"')).toMatchObject([
      { outcome: 'REFUSED', actor: { name: 'unknown@pls.example' }, ip: '127.0.0.1' },
      { outcome: 'REFUSED', actor: { name: 'known@pls.example' } },
    ]);
  });

  test('is looked at no more often when many are tried at the same time', async () => {
    const { link } = await anAccount(app, { email: 'burst@pls.example' });
    await withPassword(app, link, password);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, tries) => byPassword('burst@pls.example', `wrong number ${tries}`)),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
    expect((await byPassword('burst@pls.example', password)).status).toBe(429);
    expect(await audit(app, 'action: "signInLocked", search: "burst@"')).toHaveLength(1);
    await sql('delete from sign_in_limit');
  });

  test('that is right counts for no try', async () => {
    const { link } = await anAccount(app, { email: 'often@pls.example' });
    await withPassword(app, link, password);
    for (let times = 0; times < 6; times += 1) {
      expect((await byPassword('often@pls.example', password)).status).toBe(200);
    }
    expect(await sql(`select key from sign_in_limit where points > 0`)).toEqual([]);
  });

  test('that was wrong five times locks the account for that place, on all nodes and also for the right one', async () => {
    const { link } = await anAccount(app, { email: 'locked@pls.example' });
    await withPassword(app, link, password);
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await byPassword('locked@pls.example', `wrong number ${tries}`)).status).toBe(401);
    }
    await using node = await startTestApp({ env: { ROLE: 'server' }, databaseUrl: app.databaseUrl });
    for (const at of [app, node]) {
      const locked = await post(at, 'sign-in/email', { email: 'Locked@pls.example', password });
      expect(locked.status).toBe(429);
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(600);
      expect(await locked.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    }
    expect(await audit(app, 'first: 1, action: "signInLocked"')).toMatchObject([
      { outcome: 'REFUSED', actor: { name: 'locked@pls.example' } },
    ]);
    // Others are not locked out, and an administrator's link lets the owner in.
    const { createSignInLink } = await app.query<{ createSignInLink: { url: string } }>(
      `mutation ($id: ID!) { createSignInLink(id: $id) { url } }`,
      { id: await idOf('locked@pls.example') },
    );
    expect(await viewerOf(await signInByLink(app, createSignInLink.url))).toMatchObject({
      signedInBy: 'link',
    });
    await sql('delete from sign_in_limit');
  });
});

test('an identity provider that cannot be reached is named as what is missing, for as long as it is', async () => {
  await using away = await startTestApp({
    env: {
      ROLE: 'server',
      PUBLIC_URL: 'http://127.0.0.1:4000',
      // Nothing listens on port 1.
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: 'uso',
      OIDC_CLIENT_SECRET: 's3cret',
    },
  });
  const response = await post(away, 'sign-in/social', { callbackURL: '/tasks' });
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    errors: [
      {
        message: 'The identity provider cannot be reached at the moment: try again later.',
        extensions: { code: 'UNAVAILABLE' },
      },
    ],
  });
});

describe('a session', () => {
  const signedIn = async (email: string) => {
    const { id, link } = await anAccount(app, { email });
    return { id, cookie: await signInByLink(app, link) };
  };

  test('ends when its owner signs out, and so does its WebSocket', async () => {
    const { id, cookie } = await signedIn('out@pls.example');
    await using socket = openSocket(app, { cookie });
    expect(await socket.refusals('{ viewer { name } }')).toEqual([]);
    const response = await post(app, 'sign-out', {}, { cookie, origin: app.url });
    expect(response.status).toBe(200);
    expect(await viewerOf(cookie)).toBeNull();
    expect(await socket.closed).toBe(4401);
    expect(await audit(app, `first: 1, subjectId: "${id}"`)).toMatchObject([
      { action: 'signOut', outcome: 'DONE' },
    ]);
  });

  test('ends after twelve hours, and so does its WebSocket', async () => {
    const { id, cookie } = await signedIn('over@pls.example');
    const [row] = (await sql(
      `select extract(epoch from expires_at - created_at)::int as seconds from console_session where account_id = ?`,
      [id],
    )) as { seconds: number }[];
    expect(row!.seconds).toBe(12 * 3600);
    await using socket = openSocket(app, { cookie });
    expect(await socket.refusals('{ viewer { name } }')).toEqual([]);
    await sql(`update console_session set expires_at = now() - interval '1 second' where account_id = ?`, [
      id,
    ]);
    expect(await viewerOf(cookie)).toBeNull();
    expect(await socket.closed).toBe(4401);
  });

  test('ends after twelve hours, too, for who asks the library for another length', async () => {
    const { id, link } = await anAccount(app, { email: 'long@pls.example' });
    await withPassword(app, link, password);
    for (const rememberMe of [true, false]) {
      const body = { email: 'long@pls.example', password, rememberMe };
      expect((await post(app, 'sign-in/email', body)).status).toBe(200);
    }
    const lengths = await sql(
      `select distinct extract(epoch from expires_at - created_at)::int as seconds from console_session where account_id = ?`,
      [id],
    );
    expect(lengths).toEqual([{ seconds: 12 * 3600 }]);
  });

  test('has the role that an administrator gives it, at once, and its WebSocket begins anew', async () => {
    const { id, cookie } = await signedIn('role@pls.example');
    await using socket = openSocket(app, { cookie });
    expect(await socket.refusals('{ viewer { name } }')).toEqual([]);
    const setRole =
      'mutation ($id: ID!, $role: ConsoleRole) { setAccountRole(id: $id, role: $role) { role } }';
    await app.query(setRole, { id, role: null });
    expect(await socket.closed).toBe(4401);
    const { errors } = await app.request('{ tasks { name } }', {}, asSession(cookie));
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await app.query(setRole, { id, role: 'viewer' });
    expect((await app.request('{ tasks { name } }', {}, asSession(cookie))).errors).toBeUndefined();
  });

  test('ends with its account', async () => {
    const { id, cookie } = await signedIn('removed@pls.example');
    await app.query('mutation ($id: ID!) { removeAccount(id: $id) { id } }', { id });
    expect(await viewerOf(cookie)).toBeNull();
  });

  test('has a cookie that nobody can change or make', async () => {
    const { cookie } = await signedIn('tampered@pls.example');
    const [name, value] = cookie.split('=') as [string, string];
    const [token, signature] = decodeURIComponent(value).split('.') as [string, string];
    const others = [
      token,
      `${token}.`,
      `${token}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${token.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))}.${signature}`,
      `.${signature}`,
      '',
    ];
    expect(await viewerOf(cookie)).toBeTruthy();
    for (const other of others) {
      expect(await viewerOf(`${name}=${encodeURIComponent(other)}`), other).toBeNull();
    }
  });

  test('is none for a query without it', async () => {
    const { data } = await app.request('{ viewer { name } signInMethods }', {}, asNobody);
    expect(data).toEqual({ viewer: null, signInMethods: ['password'] });
    const { errors } = await app.request('{ facility { name } }', {}, asNobody);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

describe('an account', () => {
  test.each([
    [{ name: '', email: 'a@pls.example' }, 'name'],
    [{ name: 'A\u2028B', email: 'a@pls.example' }, 'name'],
    [{ name: 'A', email: 'nonsense' }, 'email'],
    [{ name: 'A', email: '' }, 'email'],
    [{ name: 'A', email: 'a@pls.example, b@pls.example' }, 'email'],
    [{ name: 'A', email: `${'a'.repeat(200)}@pls.example` }, 'email'],
  ])('of %j is refused', async (input, field) => {
    const { errors } = await create({ ...input, role: 'viewer' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT', field } }]);
  });

  test('has an address of its own', async () => {
    await anAccount(app, { name: 'First', email: 'twice@pls.example' });
    const { errors } = await create({ name: 'Second', email: 'TWICE@pls.example', role: 'viewer' });
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  test('has it also when another one gets it at the same moment', async () => {
    const other = new Client({ connectionString: app.databaseUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`insert into console_account (id, name, email, created_at, updated_at)
        values ('at-once', 'Other', 'at-once@pls.example', now(), now())`);
      const mine = create({ name: 'Mine', email: 'at-once@pls.example', role: 'viewer' });
      const waits = () =>
        sql(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      await expect.poll(waits).toHaveLength(1);
      await other.query('commit');
      expect((await mine).errors).toMatchObject([{ extensions: { code: 'CONFLICT', field: 'email' } }]);
    } finally {
      await other.end();
    }
  });

  test('is not changed or removed by its own administrator, who may be the last', async () => {
    const { id, link } = await anAccount(app, { email: 'own@pls.example', role: 'admin' });
    const cookie = await signInByLink(app, link);
    for (const mutation of ['removeAccount(id: $id) { id }', 'setAccountRole(id: $id, role: null) { id }']) {
      const { errors } = await app.request(`mutation ($id: ID!) { ${mutation} }`, { id }, asSession(cookie));
      expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    }
    expect(await viewerOf(cookie)).toMatchObject({ role: 'admin' });
  });

  test('gets another name and address from its owner, and no role', async () => {
    const { link } = await anAccount(app, { email: 'rename@pls.example' });
    const cookie = await signInByLink(app, link);
    const { data } = await app.request(
      'mutation { updateProfile(name: " Ada King ", email: "King@pls.example") { name email role } }',
      {},
      asSession(cookie),
    );
    expect(data).toEqual({ updateProfile: { name: 'Ada King', email: 'king@pls.example', role: 'viewer' } });
    expect(await viewerOf(cookie)).toMatchObject({ name: 'Ada King' });
  });

  test('of a token is none', async () => {
    const { errors } = await app.request(
      'mutation { updateProfile(name: "x", email: "x@pls.example") { name } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });
});

const create = (input: object) =>
  app.request('mutation ($input: CreateAccountInput!) { createAccount(input: $input) { url } }', { input });

async function idOf(email: string): Promise<string> {
  const [row] = (await sql('select id from console_account where email = ?', [email])) as { id: string }[];
  return row!.id;
}
