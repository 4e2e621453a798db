import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { projectRoot } from '../../server/root.ts';

test('a minute of chaos breaks no promise', { timeout: 400_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--enable-source-maps',
      'dist/chaos/chaos.js',
      '--minutes',
      '1',
      '--seed',
      '20261125',
      '--share',
      '0.35',
    ],
    { cwd: projectRoot },
  ).catch((cause: unknown) => cause as { stdout: string });
  expect(stdout).toContain('every promise was kept');
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout)?.[1]);
  expect(count('starts')).toBeGreaterThan(50);
  expect(count('effects')).toBeGreaterThan(30);
  expect(count('log lines')).toBeGreaterThan(1_000);
});
