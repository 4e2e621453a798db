import { expect, test } from 'vitest';
import { pickTask } from '../../server/cli/find-task.ts';

const tasks = [
  { name: 'proposals.CycleLifecycle', label: 'Cycle Lifecycle' },
  { name: 'projects.ProjectLifecycle', label: 'Project Lifecycle' },
  { name: 'reviews.Remind', label: 'Remind Reviewers' },
  { name: 'people.Remind', label: 'Remind People' },
  { name: 'demo.Lifecycle', label: 'Plain' },
];
const pick = (text: string) => pickTask(tasks, text).name;

test('a task is found by its exact name, its label, the part after the dot or the end of its name, in any case', () => {
  expect(pick('proposals.CycleLifecycle')).toBe('proposals.CycleLifecycle');
  expect(pick('PROPOSALS.cyclelifecycle')).toBe('proposals.CycleLifecycle');
  expect(pick('cycle lifecycle')).toBe('proposals.CycleLifecycle');
  expect(pick('CycleLifecycle')).toBe('proposals.CycleLifecycle');
  expect(pick('ectlifecycle')).toBe('projects.ProjectLifecycle');
});

test('a whole name after the dot is preferred to the end of longer ones', () => {
  expect(pick('Lifecycle')).toBe('demo.Lifecycle');
});

test('a name that fits more than one task is refused with the candidates in one line', () => {
  expect(() => pick('remind')).toThrow(
    '"remind" could be reviews.Remind or people.Remind: give the whole name.',
  );
});

test('a name that fits no task is refused with the names there are', () => {
  expect(() => pick('Nothing')).toThrow(
    'There is no task "Nothing": use one of proposals.CycleLifecycle, projects.ProjectLifecycle, ',
  );
  expect(() => pick('')).toThrow('There is no task ""');
  expect(() => pickTask([], 'x')).toThrow('There is no task "x": the server has none.');
});
