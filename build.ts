import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

// Builds console and server into dist/, or does nothing when dist/ is newer than everything it is made of.
// Node runs this file as it is; everything else goes through Vite, which knows decorators.
const root = import.meta.dirname;
const mark = join(root, 'dist/built');

const sources = ['client', 'server', 'vite.config.ts', 'build.ts', 'tsconfig.json', 'package-lock.json'];
if ((await newest(sources)) > (await modified(mark))) {
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: join(root, 'dist/server'),
      target: 'node26',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: {
          main: join(root, 'server/main.ts'),
          'task-thread': join(root, 'server/task-thread.ts'),
          seed: join(root, 'server/seed.ts'),
          tasks: join(root, 'server/cli/main.ts'),
          'print-schema': join(root, 'server/graphql/print-schema.ts'),
          'create-migration': join(root, 'server/create-migration.ts'),
        },
        // Entities and GraphQL types are known by their class names.
        output: { keepNames: true, entryFileNames: '[name].js' },
      },
    },
  });
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
