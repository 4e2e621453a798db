import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTask } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { asNobody, aToken, audit, openSocket } from './support.ts';

const friday = Temporal.Instant.from('2027-01-15T16:00:00Z');
const whoAmI = '{ viewer { kind name role email expiresAt } }';
const revoke = 'mutation ($id: ID!) { revokeToken(id: $id) { revokedAt revokedBy } }';
let app: TestApp;
let clock: TestClock;
beforeAll(async () => {
  clock = new TestClock(friday.toString());
  app = await startTestApp({ clock, tasks: [demoTask()] });
});
afterAll(() => app[Symbol.asyncDispose]());

const listed = async (id: string) => {
  const { tokens } = await app.query<{ tokens: { edges: { node: { id: string } }[] } }>(
    `{ tokens { edges { node { id name role ending createdBy createdAt expiresAt lastUsedAt revokedAt revokedBy } } } }`,
  );
  return tokens.edges.map(({ node }) => node).find((node) => node.id === id);
};

describe('a token', () => {
  test('asks under its name, with its role', async () => {
    const { authorization } = await aToken(app, { name: 'Monthly statistics', role: 'operator' });
    const { data } = await app.request<{ viewer: object }>(whoAmI, {}, { authorization });
    expect(data.viewer).toEqual({
      kind: 'token',
      name: 'Monthly statistics',
      role: 'operator',
      email: null,
      expiresAt: '2027-02-14T16:00:00Z',
    });
    const { data: ran } = await app.request<{ runTaskNow: { run: { requestedBy: string } } }>(
      `mutation { runTaskNow(name: "demo.Task") { run { requestedBy } } }`,
      {},
      { authorization },
    );
    expect(ran.runTaskNow.run.requestedBy).toBe('Monthly statistics');
  });

  test('is listed with all but its secret, which only its hash is kept of', async () => {
    const { id, secret, authorization } = await aToken(app, { name: 'Archive' });
    expect(await listed(id)).toEqual({
      id,
      name: 'Archive',
      role: 'viewer',
      ending: secret.slice(-4),
      createdBy: 'ADMIN_TOKEN',
      createdAt: friday.toString(),
      expiresAt: '2027-02-14T16:00:00Z',
      lastUsedAt: null,
      revokedAt: null,
      revokedBy: null,
    });
    await app.request(whoAmI, {}, { authorization });
    expect(await listed(id)).toMatchObject({ lastUsedAt: friday.toString() });

    expect(secret).toMatch(/^uso_[\w-]{43}$/);
    const rows = await app.app.orm.em
      .fork()
      .execute<{ text: string }[]>(
        `select api_token::text as text from api_token union all select audit_entry::text from audit_entry`,
      );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ text }) => text.includes(secret.slice(4)))).toEqual([]);
  });

  test('that is revoked is refused from then on, for good, and the audit has it', async () => {
    const { id, authorization } = await aToken(app, { name: 'Old script' });
    const revoked = { revokeToken: { revokedAt: friday.toString(), revokedBy: 'ADMIN_TOKEN' } };
    expect(await app.query(revoke, { id })).toEqual(revoked);
    expect(await app.query(revoke, { id })).toEqual(revoked);

    const { errors } = await app.request(whoAmI, {}, { authorization });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(errors![0]!.message).toMatch(
      /^The token "Old script" was revoked by ADMIN_TOKEN at .*: ask an administrator/,
    );
    expect((await audit(app, `subjectType: TOKEN, subjectId: "${id}"`)).map(({ action }) => action)).toEqual([
      'tokenRefused',
      'revokeToken',
      'revokeToken',
      'createToken',
    ]);
  });

  test('that is over is refused', async () => {
    const later = new TestClock(friday.toString());
    await using other = await startTestApp({ clock: later, env: { ROLE: 'server' } });
    const { authorization } = await aToken(other, { name: 'Short', expiresAt: '2027-01-15T17:00:00Z' });
    expect((await other.request<{ viewer: object }>(whoAmI, {}, { authorization })).data.viewer).toBeTruthy();
    later.moveTo('2027-01-15T17:00:00Z');
    const { errors } = await other.request(whoAmI, {}, { authorization });
    expect(errors![0]!.message).toBe(
      'The token "Short" expired at 2027-01-15T17:00:00Z: ask an administrator for a new one.',
    );
  });

  test.each([
    ['', 'BAD_INPUT', 'name'],
    ['   ', 'BAD_INPUT', 'name'],
    ['x'.repeat(101), 'BAD_INPUT', 'name'],
    ['two\nlines', 'BAD_INPUT', 'name'],
    ['\u202Eevil', 'BAD_INPUT', 'name'],
    ['nul\0', 'BAD_INPUT', 'name'],
  ])('named %j is refused', async (name, code, field) => {
    const { errors } = await create({ name, role: 'viewer', expiresAt: '2027-02-01T00:00:00Z' });
    expect(errors).toMatchObject([{ extensions: { code, field } }]);
  });

  test.each([
    '2027-01-15T16:00:00Z',
    '2020-01-01T00:00:00Z',
    '2028-01-17T00:00:00Z',
    '+012345-01-01T00:00:00Z',
  ])('that would end at %s is refused', async (expiresAt) => {
    const { errors } = await create({ name: 'x', role: 'viewer', expiresAt });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT', field: 'expiresAt' } }]);
  });

  test.each(['0', '999999', 'nonsense', '\0'])('%j that never was cannot be revoked', async (id) => {
    const { errors } = await app.request(revoke, { id });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('changed by a character is none of ours', async () => {
    const { secret } = await aToken(app, { name: 'Tampered' });
    const last = secret.at(-1) === 'A' ? 'B' : 'A';
    for (const wrong of [
      secret.slice(0, -1) + last,
      `${secret}A`,
      secret.slice(0, -1),
      secret.toUpperCase(),
    ]) {
      const { errors } = await app.request(whoAmI, {}, { authorization: `Bearer ${wrong}` });
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });
});

test('a WebSocket of a token is closed when the token is revoked, and one of another stays', async () => {
  const gone = await aToken(app, { name: 'Gone' });
  const kept = await aToken(app, { name: 'Kept' });
  await using first = openSocket(app, { authorization: gone.authorization });
  await using second = openSocket(app, { authorization: kept.authorization });
  expect(await first.refusals('{ viewer { name } }')).toEqual([]);
  expect(await second.refusals('{ viewer { name } }')).toEqual([]);
  await app.query(revoke, { id: gone.id });
  expect(await first.closed).toBe(4401);
  expect(await second.refusals('{ viewer { name } }')).toEqual([]);
});

test('a WebSocket of a token is closed, too, while operations keep all connections to the database busy', async () => {
  const { id, authorization } = await aToken(app, { name: 'Busy' });
  await using socket = openSocket(app, { authorization });
  expect(await socket.refusals('{ viewer { name } }')).toEqual([]);
  const other = new Client({ connectionString: app.databaseUrl });
  await other.connect();
  await other.query('select pg_advisory_lock(1)');
  const waiting = Array.from({ length: 20 }, () =>
    app.app.orm.em.fork().execute('select pg_advisory_xact_lock_shared(1)'),
  );
  try {
    await other.query(`update api_token set revoked_at = now(), revoked_by = 'somebody' where id = $1`, [id]);
    expect(await socket.closed).toBe(4401);
  } finally {
    await other.end();
    await Promise.all(waiting);
  }
});

test('a WebSocket of nobody is closed before it can ask anything', async () => {
  await using socket = openSocket(app, asNobody);
  await socket.refusals('{ viewer { name } }');
  expect(await socket.closed).toBe(4401);
});

const create = (input: object) =>
  app.request('mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret } }', { input });
