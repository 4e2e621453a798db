import { describe, expect, it } from 'vitest';
import { receipt, remainingText, startText, type Run } from '../../client/features/run/run-texts.ts';

const REGINA = 'America/Regina';
const started = '2026-11-24T21:00:02Z';

const run: Run = {
  id: '42',
  state: 'SUCCEEDED',
  trigger: 'SCHEDULE',
  requestedBy: null,
  slot: '2026-11-24T21:00:00Z',
  queuedAt: '2026-11-24T21:00:00Z',
  startedAt: started,
  finishedAt: '2026-11-24T21:00:08.1Z',
  cancelling: false,
  cancelledBy: null,
  duration: 'PT6.1S',
  attempt: 1,
  worker: 'node-1',
  summary: '2 cycles changed',
  error: null,
  progress: null,
  logLineCount: 12,
  lastLine: null,
  checks: 1,
  checksSince: null,
  task: {
    name: 'proposals.CycleLifecycle',
    label: 'Cycle Lifecycle',
    retiredAt: null,
    timeout: 'PT1H',
    stats: { medianDuration: null },
  },
};

describe('the start of a run against its plan', () => {
  it('is told to the second, and as late when it was', () => {
    const slot = '2026-11-24T21:00:00Z';
    expect(startText(slot, '2026-11-24T21:00:00.4Z', REGINA)).toBe('started 15:00:00');
    expect(startText(slot, started, REGINA)).toBe('started 15:00:02, 2.0 s late');
    expect(startText(slot, '2026-11-25T07:30:00Z', REGINA)).toBe('started 01:30 tomorrow, 10 h 30 min late');
  });
});

describe('the time that remains', () => {
  const left = (done: number, total: number, passed: number) =>
    remainingText(
      { progress: { done, total, label: null }, startedAt: started },
      Date.parse(started) + passed,
    );

  it('is told when the pace is known', () => {
    expect(left(10, 100, 60_000)).toBe('about 9 min left');
    expect(left(90, 100, 60_000)).toBe('less than a minute left');
    expect(left(1, 100, 60_000)).toBe('about 1 h 39 min left');
  });

  it('is not made up', () => {
    expect(left(0, 100, 60_000)).toBeNull();
    expect(left(100, 100, 60_000)).toBeNull();
    expect(left(10, 100, 500)).toBeNull();
    expect(remainingText({ progress: null, startedAt: started }, Date.parse(started) + 60_000)).toBeNull();
  });
});

describe('the receipt of a run', () => {
  it('tells what is recorded of it, with the zone', () => {
    expect(receipt(run, REGINA, 'https://tasks.example.org/runs/42')).toBe(
      'Cycle Lifecycle (proposals.CycleLifecycle), run 42: succeeded. Trigger: Schedule. ' +
        'Planned for Tue 24 Nov 2026, 15:00:00 America/Regina (UTC-6). ' +
        'Started Tue 24 Nov 2026, 15:00:02 America/Regina (UTC-6) on node-1. ' +
        'Finished Tue 24 Nov 2026, 15:00:08 America/Regina (UTC-6), after 6.1 s. ' +
        'Result: 2 cycles changed. The log has 12 lines: https://tasks.example.org/runs/42',
    );
  });

  it('tells why it failed, and what did not happen', () => {
    const failed: Run = {
      ...run,
      state: 'FAILED',
      attempt: 2,
      error: { message: 'No mail server!', stack: null },
    };
    expect(receipt(failed, REGINA, 'x')).toContain('It was attempt 2. Error: No mail server! The log');
    const cancelled: Run = {
      ...run,
      state: 'CANCELLED',
      trigger: 'MANUAL',
      requestedBy: 'Maria Keller',
      slot: null,
      startedAt: null,
      duration: null,
      worker: null,
      summary: null,
      cancelledBy: 'Ada',
      logLineCount: 0,
    };
    expect(receipt(cancelled, REGINA, 'x')).toBe(
      'Cycle Lifecycle (proposals.CycleLifecycle), run 42: cancelled. Trigger: Run now by Maria Keller. ' +
        'It did not start. Finished Tue 24 Nov 2026, 15:00:08 America/Regina (UTC-6). Cancelled by Ada. ' +
        'The log has 0 lines: x',
    );
  });
});
