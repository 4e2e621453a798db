import {
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createSchema } from '../../server/graphql/schema.ts';
import { projectRoot } from '../../server/root.ts';
import { startTestApp } from '../support/app.ts';

describe('the contract', () => {
  test('schema.graphql is what the code says: after a change, run "npm run generate"', async () => {
    const committed = await readFile(join(projectRoot, 'schema.graphql'), 'utf8');
    const [, text] = committed.split(/^# Generated .*\n\n/m);
    expect(text).toBe(`${printSchema(lexicographicSortSchema(await createSchema()))}\n`);
  });

  test('client/gql is what schema and documents say: after a change, run "npm run generate"', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'uso-codegen-'));
    for (const path of ['client', 'codegen.ts', 'schema.graphql', 'package.json']) {
      await cp(join(projectRoot, path), join(copy, path), { recursive: true });
    }
    await symlink(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
    const bin = join(projectRoot, 'node_modules/@graphql-codegen/cli');
    const { bin: names } = JSON.parse(await readFile(join(bin, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    await promisify(execFile)(
      process.execPath,
      [join(bin, names['graphql-codegen'] ?? ''), '--config', 'codegen.ts'],
      { cwd: copy },
    );
    for (const file of ['graphql.ts', 'gql.ts', 'index.ts']) {
      const [made, committed] = await Promise.all(
        [copy, projectRoot].map((folder) => readFile(join(folder, 'client/gql', file), 'utf8')),
      );
      expect(made, file).toBe(committed);
    }
    await rm(copy, { recursive: true });
  });

  test('describes every type, field and argument', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const { __schema } = await app.query<IntrospectionQuery>(getIntrospectionQuery());
    const bare: string[] = [];
    for (const type of __schema.types.filter(({ name }) => !name.startsWith('__'))) {
      if (!type.description && !['Query', 'Mutation', 'Subscription'].includes(type.name))
        bare.push(type.name);
      if (type.kind === 'OBJECT') {
        for (const field of type.fields) {
          if (!field.description) bare.push(`${type.name}.${field.name}`);
          for (const arg of field.args)
            if (!arg.description) bare.push(`${type.name}.${field.name}(${arg.name})`);
        }
      }
      if (type.kind === 'INPUT_OBJECT') {
        for (const field of type.inputFields) if (!field.description) bare.push(`${type.name}.${field.name}`);
      }
    }
    expect(bare).toEqual([]);
  });
});

describe('errors', () => {
  test.each([
    ['an unknown field', '{ nonsense }', {}],
    ['a syntax error', '{ tasks {', {}],
    [
      'a variable of another type',
      'query ($first: Int!) { runs(first: $first) { totalCount } }',
      { first: 'many' },
    ],
    ['a page too large', '{ runs(first: 1000) { totalCount } }', {}],
    ['a cursor of another list', '{ runs(after: "nonsense") { totalCount } }', {}],
  ])('%s is BAD_INPUT without internals', async (_name, query, variables) => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const { errors } = await app.request(query, variables);
    expect(errors?.map((error) => error.extensions.code)).toEqual(['BAD_INPUT']);
    expect(JSON.stringify(errors)).not.toMatch(/node_modules|stack|select /i);
  });

  test('a failure of ours says nothing of its inside, and is reported to the operator', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    await app.app.orm.em.fork().execute('alter table task rename to gone');
    const { errors } = await app.request('{ tasks { name } }');
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'INTERNAL' } });
    expect(JSON.stringify(errors)).not.toMatch(/relation|task"|select/);
    expect(app.problems.join()).toContain('does not exist');
  });

  test('unknown tasks and runs are NOT_FOUND, or null where the contract says so', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    expect(
      await app.query('{ task(name: "demo.None") { name } run(id: "12") { id } other: run(id: "x") { id } }'),
    ).toEqual({
      task: null,
      run: null,
      other: null,
    });
    const { errors } = await app.request('mutation { runTaskNow(name: "demo.None") { alreadyActive } }');
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    await expect(
      app.subscribe('subscription { runLog(runId: "12") { lines { seq } } }').next(),
    ).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test.each([
    'mutation ($text: ID!) { runTaskNow(name: $text) { alreadyActive } }',
    'query ($text: ID!) { runs(task: $text) { totalCount } }',
  ])('a name with a NUL character is NOT_FOUND: %s', async (query) => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const { errors } = await app.request(query, { text: 'demo.\0' });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(app.problems).toEqual([]);
  });

  test('an occurrence that is only armed is no run yet', async () => {
    const { defineTask } = await import('../../server/engine/task.ts');
    const nightly = defineTask({
      name: 'demo.Nightly',
      label: 'Nightly',
      description: 'Waits.',
      schedule: { every: 'P1D', at: 'T02:00' },
      run: async () => undefined,
    });
    await using app = await startTestApp({ tasks: [nightly] });
    const [armed] = await app.app.orm.em.fork().execute<{ id: string }[]>('select id from run');
    expect(await app.query('query ($id: ID!) { run(id: $id) { id } }', { id: armed?.id })).toEqual({
      run: null,
    });
  });

  test('a wrong token is UNAUTHENTICATED; the right one acts under its name', async () => {
    const token = 'a-token-of-this-test-only';
    await using app = await startTestApp({ env: { ROLE: 'server', ADMIN_TOKEN: token } });
    const ask = (authorization: string) =>
      app.request<{ viewer: { name: string; role: string } }>(
        '{ viewer { name role } }',
        {},
        { authorization },
      );
    expect((await ask('Bearer wrong')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask(`Bearer ${token}`)).data.viewer).toEqual({ name: 'ADMIN_TOKEN', role: 'admin' });
  });

  test('a WebSocket from a page of another origin is refused', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const { WebSocket } = await import('ws');
    const outcome = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          origin,
        });
        socket.once('open', () => (socket.close(), resolve('open')));
        socket.once('error', () => resolve('refused'));
      });
    expect(await outcome('https://evil.example')).toBe('refused');
    expect(await outcome(app.url)).toBe('open');
  });
});

describe('several nodes', () => {
  test('a server shows the lines of a run that a worker executes, while it executes', async () => {
    const { defineTask } = await import('../../server/engine/task.ts');
    const { gate, runNow } = await import('../engine/support.ts');
    const door = gate();
    const talk = defineTask({
      name: 'demo.Talk',
      label: 'Talk',
      description: 'Says two things.',
      schedule: {},
      async run({ log }) {
        await log.info('first');
        await door.opened;
        await log.info('second');
      },
    });
    await using server = await startTestApp({ env: { ROLE: 'server' } });
    await using _worker = await startTestApp({
      env: { ROLE: 'worker' },
      tasks: [talk],
      databaseUrl: server.databaseUrl,
    });
    const { id } = await runNow(server, 'demo.Talk');
    const messages: string[] = [];
    for await (const { data } of server.subscribe<{ runLog: { lines: { message: string }[] } }>(
      'subscription ($id: ID!) { runLog(runId: $id) { lines { message } } }',
      { id },
    )) {
      messages.push(...data.runLog.lines.map((line) => line.message));
      if (messages.length === 1) door.open();
    }
    expect(messages).toEqual(['first', 'second']);
  });

  test('a task removed from the code keeps its history, is marked, and refuses to run', async () => {
    const { defineTask } = await import('../../server/engine/task.ts');
    const { runNow, untilFinished } = await import('../engine/support.ts');
    const { createTestDatabase } = await import('../support/database.ts');
    const { url: databaseUrl, close } = await createTestDatabase();
    const old = defineTask({
      name: 'demo.Old',
      label: 'Old',
      description: 'Goes.',
      schedule: { every: 'PT1H' },
      run: async () => undefined,
    });
    {
      await using app = await startTestApp({ tasks: [old], databaseUrl });
      await untilFinished(app, 'demo.Old', 1);
    }
    {
      await using app = await startTestApp({ tasks: [], databaseUrl });
      const { task } = await app.query<{ task: Record<string, unknown> }>(
        '{ task(name: "demo.Old") { retiredAt due nextRunAt nextRuns nextRunAtIfRunNow dueReason runs { totalCount } } }',
      );
      expect(task).toMatchObject({
        due: false,
        nextRunAt: null,
        nextRuns: [],
        nextRunAtIfRunNow: null,
        runs: { totalCount: 1 },
      });
      expect(task['retiredAt']).not.toBeNull();
      expect(task['dueReason']).toMatch(/^Never due: its definition was removed/);
      await expect(runNow(app, 'demo.Old')).rejects.toThrow('CONFLICT');
    }
    await close();
  });
});
