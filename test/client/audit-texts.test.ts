import { describe, expect, it } from 'vitest';
import { actWords } from '../../client/components/audit/act-words.ts';
import { changesOf, reasonText } from '../../client/features/audit/changes.ts';
import type { AuditFactsFragment } from '../../client/gql/graphql.ts';

type Entry = Parameters<typeof actWords>[0];

const REGINA = 'America/Regina';
const entry = (part: Partial<AuditFactsFragment>): Entry => ({
  action: 'pauseTask',
  outcome: 'DONE',
  subjectType: 'TASK',
  subjectId: 'proposals.CycleLifecycle',
  task: 'proposals.CycleLifecycle',
  before: null,
  after: null,
  ...part,
});
const read = (part: Partial<AuditFactsFragment>) => {
  const { words, object } = actWords(entry(part), (name) =>
    name.startsWith('prop') ? 'Cycle Lifecycle' : name,
  );
  return words.replace('{}', object?.text ?? '');
};

describe('an act', () => {
  it('is told in words with the name of what it was about', () => {
    expect(read({})).toBe('paused Cycle Lifecycle');
    expect(read({ action: 'cancelRun', subjectType: 'RUN', subjectId: '7' })).toBe(
      'cancelled a run of Cycle Lifecycle',
    );
    const account = { subjectType: 'ACCOUNT', subjectId: 'x', task: null } as const;
    expect(read({ ...account, action: 'removeAccount', before: { name: 'Vera' } })).toBe(
      'removed the account of Vera',
    );
    expect(read({ ...account, action: 'signIn', after: { signedInBy: 'link' } })).toBe(
      'signed in with a one-time link',
    );
  });

  it('that was refused or failed says so', () => {
    expect(read({ outcome: 'REFUSED' })).toBe('was refused: pause Cycle Lifecycle');
    expect(read({ outcome: 'FAILED' })).toBe('tried and the server failed: pause Cycle Lifecycle');
    const token = { action: 'createToken', subjectType: null, subjectId: null, task: null } as const;
    expect(read({ ...token, outcome: 'REFUSED' })).toBe('was refused: make a token');
    expect(read({ action: 'signInFailed', outcome: 'REFUSED', subjectType: null })).toBe('could not sign in');
  });

  it('leads to the task, run or message that it was about', () => {
    const href = (part: Partial<AuditFactsFragment>) => actWords(entry(part), (name) => name).object?.href;
    expect(href({})).toBe('/tasks/proposals.CycleLifecycle');
    expect(href({ action: 'cancelRun', subjectType: 'RUN', subjectId: '7' })).toBe('/runs/7');
    expect(href({ action: 'retryNotification', subjectType: 'MESSAGE', subjectId: '9' })).toBe('/messages/9');
    expect(href({ action: 'revokeToken', subjectType: 'TOKEN', subjectId: '3' })).toBeUndefined();
  });

  it('of a kind that this console does not know is named as the server names it', () =>
    expect(read({ action: 'renameTask' })).toBe('did “renameTask” to Cycle Lifecycle'));
});

describe('what an act changed', () => {
  it('is told of the fields that differ alone, in words and on the clock of the facility', () => {
    const paused = { reason: 'Maintenance', by: 'Maria', until: '2026-11-25T14:00:00+00:00' };
    const changes = changesOf(
      { paused: null, schedule: null, scheduleVersion: 1, nextRunAt: '2026-11-24T21:00:00Z' },
      { paused, schedule: null, scheduleVersion: 2, nextRunAt: '2026-11-24T22:30:00Z' },
      REGINA,
    );
    expect(changes).toEqual([
      {
        field: 'Pause',
        before: 'Not paused',
        after: '“Maintenance” (Maria, until Wed 25 Nov 2026, 08:00)',
      },
      { field: 'Next run', before: 'Tue 24 Nov 2026, 15:00', after: 'Tue 24 Nov 2026, 16:30' },
    ]);
  });

  it('reads schedules, roles and states as pages show them', () => {
    const after = {
      schedule: { every: 'PT1H30M', at: null, retryAfter: 'PT5M', by: 'Maria' },
      role: 'operator',
      state: 'TIMED_OUT',
    };
    const before = { schedule: null, role: null, state: 'RUNNING' };
    expect(changesOf(before, after, REGINA).map((change) => `${change.before} > ${change.after}`)).toEqual([
      'Built-in > every 1 hour 30 minutes, tried again after 5 minutes (Maria)',
      'No role > Operator',
      'Running > Timed out',
    ]);
  });

  it('is the whole of what was made or removed', () => {
    expect(changesOf(null, { name: 'Vera', role: 'viewer' }, REGINA)).toEqual([
      { field: 'Name', before: '', after: 'Vera' },
      { field: 'Role', before: '', after: 'Viewer' },
    ]);
    expect(changesOf({ name: 'Vera' }, null, REGINA)).toEqual([{ field: 'Name', before: 'Vera', after: '' }]);
  });
});

describe('why something was refused', () => {
  it('has its instants as pages show them', () => {
    expect(reasonText('The token was revoked by Ada at 2026-11-28T03:04:43.524228Z.', REGINA)).toBe(
      'The token was revoked by Ada at Fri 27 Nov 2026, 21:04.',
    );
    expect(reasonText('The account of Vera has this address already', REGINA)).toBe(
      'The account of Vera has this address already',
    );
  });
});
