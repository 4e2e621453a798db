import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Begins with the files that take longest, which would otherwise run on alone when all others are through. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const long = [
      '/test/chaos/chaos.test',
      '/test/fleet/crash',
      '/test/abuse/slow',
      '/test/browser/',
      '/test/fleet/',
    ];
    const isLong = (part: string) => (file: TestSpecification) => file.moduleId.includes(part);
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's own, which returns a new array
    const sorted = await super.sort(files);
    return [...new Set([...long.flatMap((part) => sorted.filter(isLong(part))), ...sorted])];
  }
}

export default defineConfig({
  root: here('client'),
  plugins: [react()],
  // RxJS has its classes under a condition of its own, and for others as functions with helpers.
  resolve: { conditions: ['es2015', ...defaultClientConditions] },
  build: { outDir: here('dist/client'), emptyOutDir: true, target: 'es2023', manifest: true },
  // `vite --config vite.config.ts` serves the console alone against a running server.
  // The server answers to its own name and pages only, so the proxy asks in its name.
  server: {
    proxy: {
      '^/(graphql|auth|runs/.*/log[.])': {
        target: 'http://127.0.0.1:4000',
        ws: true,
        changeOrigin: true,
        headers: { origin: 'http://127.0.0.1:4000' },
      },
    },
  },
  test: {
    root: here('.'),
    setupFiles: [here('test/support/same-cases.ts')],
    // Vitest otherwise loads graphql twice (index.mjs for us, index.js for CommonJS importers),
    // and graphql refuses to mix schemas from two copies of itself.
    alias: { graphql: 'graphql/index.js' },
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: here('test/support/global-setup.ts'),
    // Most files wait for events most of the time; twice as many as there are processors keep those busy.
    maxWorkers: 4,
    // Files share a process with others that came before, and so what those have loaded: half the processor time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Bounds what hangs and measures nothing: a busy machine may take several times as long as an idle one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 90_000 } },
  },
});
