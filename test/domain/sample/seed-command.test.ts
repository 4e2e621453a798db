import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Runs the built program of `npm run seed`. */
function seed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: database.url };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/server/seed.js', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

test('an unknown size or option changes nothing and tells what there is', async () => {
  for (const args of [['--size', 'huge'], ['--sise', 'large'], ['large'], ['--size']]) {
    const { code, out, err } = await seed(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Use npm run seed -- [--size small|large]');
    expect(err.trim().split('\n')).toHaveLength(1);
  }
});

test('an empty database is filled, and one with data is refused in one line', async () => {
  expect(await seed()).toEqual({ code: 0, out: 'The sample facility is in place.\n', err: '' });
  const { code, out, err } = await seed('--size', 'large');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^postgres.* has data already; nothing was changed\.\n$/);
});
