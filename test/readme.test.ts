import { parse } from 'graphql';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { parseConfig } from '../server/config.ts';
import { projectRoot } from '../server/root.ts';
import { tasks } from '../server/tasks/index.ts';
import { aToken } from './access/support.ts';
import { demoTask } from './engine/support.ts';
import { startTestApp } from './support/app.ts';

const read = (file: string) => readFile(join(projectRoot, file), 'utf8');
const readme = await read('README.md');
const deploy = await read('docs/deploy.md');
const security = await read('SECURITY.md');
const documents = { 'README.md': readme, 'docs/deploy.md': deploy, 'SECURITY.md': security };
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block]) => block ?? '');

test('every GraphQL example of the README works as it stands', async () => {
  const examples = blocks(readme, 'graphql');
  expect(examples.length).toBeGreaterThanOrEqual(4);
  await using app = await startTestApp({ tasks });
  for (const example of examples) {
    const [definition] = parse(example).definitions;
    const operation = definition?.kind === 'OperationDefinition' ? definition.operation : null;
    if (operation === 'subscription') {
      let events = 0;
      for await (const { errors } of app.subscribe(example)) {
        expect(errors, example).toBeUndefined();
        events += 1;
      }
      expect(events).toBeGreaterThan(0);
    } else {
      expect((await app.request(example)).errors, example).toBeUndefined();
    }
  }
});

test.each([
  ['README.md', readme],
  ['docs/deploy.md', deploy],
])('what %s sends with curl is answered', async (_page, text) => {
  const [example, ...more] = blocks(text, 'sh');
  expect(more).toEqual([]);
  // In bash the quotes end where a command stands: it gives a moment to come.
  const later = Temporal.Now.instant()
    .add({ hours: 90 * 24 })
    .toString({ smallestUnit: 'second' });
  const body = /-d '(.*)'\s*$/s.exec(example!)![1]!.replace(/'\$\(date .*?\)'/, later);
  const { query, variables } = JSON.parse(body) as { query: string; variables?: object };
  await using app = await startTestApp({ tasks });
  expect((await app.request(query, variables)).errors).toBeUndefined();
});

test("the README's program hears of a run over WebSocket with a token", async () => {
  await using app = await startTestApp({ tasks: [demoTask()] });
  const { secret } = await aToken(app, { role: 'viewer' });
  const [program, ...more] = blocks(readme, 'js');
  expect(more).toEqual([]);
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program!.replace('wss://tasks.example.org', app.url)],
    { cwd: projectRoot, env: { USO_TOKEN: secret }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const heard = once(child.stdout, 'data').then(String);
    // It may still be starting, and it is told of changes only: tasks run until it has heard of one.
    const soon = () => new Promise<null>((resolve) => setTimeout(resolve, 500, null));
    let words: string | null = null;
    while (words === null) {
      await app.query('mutation { runTaskNow(name: "demo.Task") { alreadyActive } }');
      words = await Promise.race([heard, soon()]);
    }
    expect(words).toMatch(/name: 'demo.Task',\s+lastRun: /);
  } finally {
    child.kill();
  }
});

test('the database of docs/deploy.md is all that the program needs', async () => {
  const server = new URL(inject('templateUrl'));
  server.pathname = '/postgres';
  const admin = new Client({ connectionString: server.href });
  await admin.connect();
  try {
    const [sql] = blocks(deploy, 'sql');
    for (const statement of sql!.split(';\n').filter(Boolean)) await admin.query(statement);
    const { rows } = await admin.query(
      `select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles where rolname = 'uso_tasks'`,
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false },
    ]);
    const url = new URL(server);
    Object.assign(url, { username: 'uso_tasks', password: 'PASSWORD', pathname: '/uso_tasks' });
    await using app = await startTestApp({ tasks, databaseUrl: url.href });
    expect(app.app.signInLink).toMatch(/\/sign-in#link=/);
    expect(app.problems).toEqual([]);
  } finally {
    await admin.query('drop database if exists uso_tasks with (force)');
    await admin.query('drop role if exists uso_tasks');
    await admin.end();
  }
});

test('the environment of docs/deploy.md is what the program takes', () => {
  const [environment] = blocks(deploy, 'ini');
  const lines = environment!.trim().split('\n');
  const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  for (const role of ['server', 'worker']) {
    expect(parseConfig({ ...env, ROLE: role })).toMatchObject({
      role,
      publicUrl: new URL('https://tasks.example.org'),
      trustedProxies: ['127.0.0.1'],
      facilityName: 'Prairie Light Source',
      oidc: {
        issuer: 'https://login.example.org/realms/facility',
        roles: new Map([
          ['admin:uso', 'admin'],
          ['uso-operators', 'operator'],
          ['staff', 'viewer'],
        ]),
      },
    });
  }
});

test('every npm script and environment variable that the documents name exists', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: object };
  const text = Object.values(documents).join('\n');
  const builtIn = new Set(['ci', 'run']);
  const named = [...text.matchAll(/\bnpm (?:run )?([a-z]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts) && !builtIn.has(name) && name !== 'test')).toEqual([]);

  const config = await read('server/config.ts');
  const variables = [...text.matchAll(/`([A-Z][A-Z_]+)(?:=[^`]*)?`/g)].map(([, name]) => name ?? '');
  const others =
    /^(BAD_INPUT|NOT_FOUND|UNAUTHENTICATED|FORBIDDEN|CONFLICT|RATE_LIMITED|TOO_LONG|INTERNAL|NODE_EXTRA_CA_CERTS)$/;
  expect(variables.filter((name) => !others.test(name) && !config.includes(`'${name}'`))).toEqual([]);
});

test('every link from one document to another leads somewhere', async () => {
  for (const [document, text] of Object.entries(documents)) {
    for (const [, target = ''] of text.matchAll(/\]\(([^):]+)\)/g)) {
      const [path = '', heading] = target.split('#');
      const file = join(dirname(document), path);
      expect(existsSync(join(projectRoot, file)), `${document}: ${target}`).toBe(true);
      if (heading === undefined) continue;
      const headings = [...(await read(file)).matchAll(/^#+ (.*)$/gm)].map(([, words = '']) => words);
      expect(
        headings.map((words) => words.toLowerCase().replaceAll(' ', '-')),
        `${document}: ${target}`,
      ).toContain(heading);
    }
  }
});
