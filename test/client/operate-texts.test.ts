import { describe, expect, it } from 'vitest';
import { cancelEffect } from '../../client/components/cancel-run/cancel-effect.ts';
import { isPaused, pauseEffect, resumeEffect } from '../../client/components/pause-task/pauses.ts';
import { fleetText, heartbeatText, silenceText } from '../../client/features/nodes/node-texts.ts';

const REGINA = 'America/Regina';
const at = (iso: string) => Date.parse(iso);
const NOW = at('2026-11-24T21:00:00Z'); // 15:00 in Regina

describe('cancelling a run', () => {
  const running = { state: 'RUNNING', cancelling: false, cancelledBy: null, progress: null } as const;

  it('says what becomes of a run that executes, and of one that waits', () => {
    expect(cancelEffect(running)).toMatchObject({ possible: true });
    const progress = { done: 1200, total: 3000, label: 'submissions' };
    expect(cancelEffect({ ...running, progress }).text).toMatch(
      /^It is at 1,200 of 3,000 submissions\. It is asked/,
    );
    expect(cancelEffect(running).text).toContain('not stopped after 5 seconds, it is ended');
    expect(cancelEffect({ ...running, state: 'QUEUED' }).text).toContain('has not started, and will not');
  });

  it('says why it is too late', () => {
    expect(cancelEffect({ ...running, state: 'SUCCEEDED' })).toEqual({
      possible: false,
      text: 'It has ended meanwhile (succeeded): there is nothing to cancel.',
    });
    expect(cancelEffect({ ...running, cancelling: true, cancelledBy: 'Maria' }).text).toContain('Maria');
  });
});

describe('a pause', () => {
  const paused = { reason: 'Maintenance', by: 'Maria', at: '2026-11-24T20:00:00Z', until: null };

  it('holds until somebody ends it, or until its end has come', () => {
    expect(isPaused({ paused: null }, NOW)).toBe(false);
    expect(isPaused({ paused }, NOW)).toBe(true);
    expect(isPaused({ paused: { ...paused, until: '2026-11-24T21:00:01Z' } }, NOW)).toBe(true);
    expect(isPaused({ paused: { ...paused, until: '2026-11-24T21:00:00Z' } }, NOW)).toBe(false);
  });

  const effect = (next: string | null, until: string | null) =>
    pauseEffect(next, until === null ? null : at(until), NOW, REGINA);

  it('says which run it holds back and that missed ones are made up for', () => {
    expect(effect('2026-11-24T22:00:00Z', null)).toBe(
      'Scheduled runs stop until somebody resumes it. The run at 16:00 is held back; when the pause ends, one run makes up for all that were missed. Run now still works.',
    );
    expect(effect('2026-11-24T20:59:00Z', null)).toContain('The run that is due is held back');
  });

  it('says when it ends before the next run anyway', () => {
    expect(effect('2026-11-25T08:00:00Z', '2026-11-24T23:00:00Z')).toBe(
      'Scheduled runs stop until 17:00, when the pause ends by itself. The next one, at 02:00 tomorrow, comes after that. Run now still works.',
    );
  });

  it('says when none is planned', () => expect(effect(null, null)).toContain('None is planned at present.'));

  it('ends with the next run, or with one that makes up for those missed', () => {
    expect(resumeEffect('2026-11-25T08:00:00Z', NOW, REGINA)).toBe('It runs next at 02:00 tomorrow.');
    expect(resumeEffect('2026-11-24T20:00:00Z', NOW, REGINA)).toContain('makes up for all that were missed');
    expect(resumeEffect(null, NOW, REGINA)).toContain('only by hand');
  });
});

describe('the nodes', () => {
  const node = { role: 'worker', lastHeartbeatAt: '2026-11-24T20:55:00Z', runs: [] } as const;

  it('tell their heartbeat in seconds', () => {
    expect(heartbeatText(NOW - 3_900, NOW)).toBe('3 s ago');
    expect(heartbeatText(NOW - 61_000, NOW)).toBe('1 min ago');
    // Their clock and ours may differ a little.
    expect(heartbeatText(NOW + 1_000, NOW)).toBe('just now');
  });

  it('say what their silence means', () => {
    expect(silenceText(node, NOW, REGINA)).toBe('Silent since 14:55: its runs were given to others.');
    expect(silenceText({ ...node, runs: [{}] }, NOW, REGINA)).toContain('are being given to others');
    expect(silenceText({ ...node, role: 'server' }, NOW, REGINA)).toContain('it answers nobody');
  });

  it('are counted', () => {
    const alive = { silent: false, runs: [{}] };
    expect(fleetText([alive])).toBe('1 alive · 1 run in progress');
    expect(fleetText([alive, alive, { silent: true, runs: [] }])).toBe(
      '2 alive · 1 silent · 2 runs in progress',
    );
  });
});
