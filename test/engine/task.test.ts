import { describe, expect, test } from 'vitest';
import { defineTask, TaskDefinitionError, type TaskOptions } from '../../server/engine/task.ts';
import { startTestApp } from '../support/app.ts';

const valid: TaskOptions = {
  name: 'demo.Task',
  label: 'Task',
  description: 'For tests.',
  schedule: { every: 'PT1H' },
  run: async () => undefined,
};

describe('a mistake in a definition is refused in one line that names task, field, value and remedy', () => {
  test.each<[Partial<TaskOptions>, RegExp]>([
    [{ name: 'Nightly' }, /^Task Nightly: name: use "app\.Name"/],
    [{ schedule: { every: 'P0D' } }, /^Task demo\.Task: schedule\.every: "P0D" is zero long: use/],
    [{ schedule: { at: 'T24:00' } }, /^Task demo\.Task: schedule\.at: "T24:00" is not a time of day: use/],
    [
      { schedule: { every: 'PT6H', at: 'T00:00' } },
      /^Task demo\.Task: schedule\.every: "PT6H" has hours.*: use/,
    ],
    [{ schedule: { every: 'soon' } }, /^Task demo\.Task: schedule\.every: "soon" is not a duration: use/],
    [{ timeout: 'P1M' }, /^Task demo\.Task: timeout: "P1M" is no duration/],
    [{ keepRuns: -1 }, /^Task demo\.Task: keepRuns: -1 is no count: use/],
  ])('%o', (mistake, message) => {
    const define = () => defineTask({ ...valid, ...mistake });
    expect(define).toThrow(TaskDefinitionError);
    expect(define).toThrow(message);
  });

  test('two tasks of one name', async () => {
    await expect(startTestApp({ tasks: [defineTask(valid), defineTask(valid)] })).rejects.toThrow(
      'Task demo.Task: name: two tasks have it: use each name once',
    );
  });
});
