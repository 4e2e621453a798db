import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

// Builds console and server into dist/, or does nothing when dist/ is newer than everything it is made of;
// `node build.ts schema` makes what writes the schema, which the console cannot be built without;
// `node build.ts chaos` does the same for the nodes of the chaos suite, which tests with tasks of its own.
// Node runs this file as it is; everything else goes through Vite, which knows decorators.
const root = import.meta.dirname;
const sources = ['server', 'vite.config.ts', 'build.ts', 'tsconfig.json', 'package-lock.json'];

if (process.argv[2] === 'chaos') {
  await whenStale('dist/chaos', [...sources, 'test/chaos', 'test/fleet', 'test/bench', 'test/browser'], () =>
    buildForNode('dist/chaos', {
      chaos: 'test/chaos/main.ts',
      'log-flood': 'test/bench/log-flood.ts',
      'run-log': 'test/bench/run-log.ts',
      recovery: 'test/bench/recovery.ts',
      'lifecycle-scale': 'test/bench/lifecycle-scale.ts',
      'task-list': 'test/bench/task-list.ts',
      node: 'test/fleet/program/node.ts',
      'task-thread': 'test/fleet/program/task-thread.ts',
    }),
  );
} else if (process.argv[2] === 'schema') {
  await whenStale('dist/schema', sources, () =>
    buildForNode('dist/schema', { 'print-schema': 'server/graphql/print-schema.ts' }),
  );
} else {
  await whenStale('dist/server', [...sources, 'client'], async () => {
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
    await buildForNode('dist/server', {
      main: 'server/main.ts',
      'task-thread': 'server/task-thread.ts',
      seed: 'server/seed.ts',
      tasks: 'server/cli/main.ts',
      'create-migration': 'server/create-migration.ts',
    });
  });
}

async function buildForNode(outDir: string, input: Record<string, string>): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: join(root, outDir),
      target: 'node26',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(input).map(([name, path]) => [name, join(root, path)])),
        // Entities and GraphQL types are known by their class names.
        output: { keepNames: true, entryFileNames: '[name].js' },
      },
    },
  });
}

/** Builds when something that `outDir` is made of is newer than the last build of it. */
async function whenStale(outDir: string, from: string[], build: () => Promise<void>): Promise<void> {
  const mark = join(root, outDir, 'built');
  if ((await newest(from)) <= (await modified(mark))) return;
  await build();
  await writeFile(mark, '');
}

async function newest(paths: string[]): Promise<number> {
  const times = await Promise.all(
    paths.map(async (path) => {
      const info = await stat(join(root, path));
      if (!info.isDirectory()) return info.mtimeMs;
      const entries = await readdir(join(root, path));
      return newest(entries.map((entry) => join(path, entry)));
    }),
  );
  return Math.max(0, ...times);
}

async function modified(path: string): Promise<number> {
  return stat(path).then(
    (info) => info.mtimeMs,
    () => 0,
  );
}
