import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesDocument, lockedPackages, runtimePackages } from '../licences.ts';
import { projectRoot } from '../server/root.ts';

/** Licences that let anybody use and pass on the program, whatever they do with it. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Whether one of the alternatives of an SPDX expression, which binds "and" first, is allowed as a whole. */
function isAllowed(licence: string | null): boolean {
  const alternatives = (licence ?? '').replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((each) => each.split(' AND ').every((id) => allowed.has(id)));
}

const packageJson = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

test('docs/licences.md lists what runs, with the versions and licences of package-lock.json', async () => {
  const written = await readFile(join(projectRoot, 'docs/licences.md'), 'utf8');
  expect(written, 'It is out of date: run "npm run licences"').toBe(
    licencesDocument(await runtimePackages()),
  );
});

test('what runs are the dependencies and what the console imports, each with all that it needs', async () => {
  const packages = await runtimePackages();
  const runsIn = (name: string) => packages.find((each) => each.name === name)?.runsIn;
  for (const name of Object.keys(packageJson.dependencies)) expect(runsIn(name), name).toContain('server');
  expect(runsIn('body-parser')).toEqual(['server']);
  expect(runsIn('@mantine/core')).toEqual(['console']);
  expect(runsIn('@floating-ui/core')).toEqual(['console']);
  expect(runsIn('graphql')).toEqual(['server', 'console']);
  // An optional peer of better-auth.
  expect(runsIn('vitest')).toBeUndefined();
});

test('everything that runs has a licence that lets anybody use it', async () => {
  const packages = await runtimePackages();
  expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['GPL-3.0-only OR MIT AND ISC', true],
  ['(MIT AND BSD-3-Clause)', true],
  ['(MIT AND GPL-3.0-only)', false],
  ['AGPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['UNLICENSED', false],
  [null, false],
])('the licence %s is allowed: %s', (licence, answer) => {
  expect(isAllowed(licence)).toBe(answer);
});

test('package-lock.json names no registry, and every package by its hash', async () => {
  const { '': _project, ...packages } = await lockedPackages();
  const entries = Object.entries(packages);
  expect(entries.length).toBeGreaterThan(500);
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(entries.filter(([, { integrity }]) => !/^sha512-\S{86}==$/.test(integrity ?? ''))).toEqual([]);
});

test('package.json names exact versions, those that package-lock.json has', async () => {
  const locked = await lockedPackages();
  for (const [name, version] of Object.entries({
    ...packageJson.dependencies,
    ...packageJson.devDependencies,
  })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(locked[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

/** What `npm run audit` prints and how it exits, when the registry gives this answer about known problems. */
async function audit(answer: { status: number; advisories?: object }) {
  const registry = createServer((request, response) => {
    response.statusCode = request.method === 'POST' ? answer.status : 404;
    response.end(JSON.stringify(answer.advisories ?? {}));
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const cache = await mkdtemp(join(tmpdir(), 'uso-audit-'));
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
    npm_config_cache: cache,
    npm_config_fetch_retries: '0',
  };
  try {
    return await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, ['audit.ts'], { cwd: projectRoot, env }, (failure, stdout) =>
        resolve({ code: failure?.code ?? 0, stdout }),
      );
    });
  } finally {
    registry.close();
    await rm(cache, { recursive: true, force: true });
  }
}

const advisory = (severity: string) => [
  {
    id: 1,
    url: 'https://advisories.example/1',
    title: 'Says too much',
    severity,
    vulnerable_versions: '>=0',
  },
];

test.concurrent.for<[string, object, number]>([
  ['fails when something that runs has a critical problem', { express: advisory('critical') }, 1],
  ['fails when a part of the console has a high one', { '@floating-ui/core': advisory('high') }, 1],
  ['names a moderate one and does not fail', { express: advisory('moderate') }, 0],
])('npm run audit %s', async ([, advisories, code], { expect }) => {
  const [name] = Object.keys(advisories);
  const answer = await audit({ status: 200, advisories });
  expect(answer.stdout).toMatch(
    new RegExp(`: ${name} \\d.*Says too much \\(https://advisories.example/1\\)`),
  );
  expect(answer.stdout).toContain(`Known problems: 1, of them high or critical: ${code}.`);
  expect(answer.code).toBe(code);
});

test('npm run audit leaves out what never runs', async () => {
  const answer = await audit({ status: 200, advisories: { vitest: advisory('critical') } });
  expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('Known problems: 0') as string });
});

test('npm run audit says that the registry cannot tell when it refuses to', async () => {
  const answer = await audit({ status: 405 });
  expect(answer.stdout).toMatch(
    /^The registry cannot tell whether there are known problems: 405 Method Not Allowed/,
  );
  expect(answer.code).toBe(0);
});
