import { describe, expect, it } from 'vitest';
import { countText } from '../../client/components/count-text.ts';
import { passMarkText, reviewerText, scoreText } from '../../client/components/records/record-texts.ts';
import { oneOf, REVIEW_STATES } from '../../client/components/records/record-states.ts';
import { sessionParts, sessionText } from '../../client/components/records/session-time.tsx';
import { beamlineOptions, cycleOptions } from '../../client/components/records/use-choices.ts';
import { spanText } from '../../client/features/projects/project.page.tsx';
import { stageRule } from '../../client/features/submissions/stage-panel.tsx';

describe('a review in words', () => {
  it('names who does it, or the role whose holders may', () => {
    expect(reviewerText({ reviewer: { name: 'Zoë Novák' }, role: 'reviewer' })).toBe('Zoë Novák');
    expect(reviewerText({ reviewer: null, role: 'reviewer:cmcf-id' })).toBe('Role reviewer:cmcf-id');
  });

  it('tells a score in two decimals at most, and none as a dash, which 0 is not', () => {
    expect([3, 2.125, 0, null].map(scoreText)).toEqual(['3', '2.13', '0', '–']);
  });

  it('tells on which side of the pass mark an average passes', () => {
    expect(passMarkText(3, true)).toBe('passes at 3 or less');
    expect(passMarkText(7.5, false)).toBe('passes at 7.5 or more');
    expect(passMarkText(null, true)).toBeNull();
  });
});

describe('a stage in words', () => {
  const stage = (over: object, type: object = {}) =>
    stageRule({
      minReviews: 2,
      blocks: true,
      passScore: 4,
      type: { lowBetter: true, perFacility: false, ...type },
      ...over,
    } as Parameters<typeof stageRule>[0]);

  it('says how many reviews it needs, of what, and what passes', () => {
    expect(stage({})).toBe('Needs 2 reviews · passes at 4 or less');
    expect(stage({ minReviews: 1 }, { perFacility: true })).toBe(
      'Needs 1 review for each beamline · passes at 4 or less',
    );
  });

  it('says when it rejects nothing, and when whatever is finished passes', () => {
    expect(stage({ blocks: false })).toBe('Needs 2 reviews · rejects nothing');
    expect(stage({ passScore: null })).toBe('Needs 2 reviews · passes when finished');
  });
});

describe('a session in words', () => {
  it('is on the clock of the facility, and names the second day only when there is one', () => {
    const zone = 'America/Regina';
    expect(sessionText('2026-03-05T14:00:00Z', '2026-03-05T22:00:00Z', zone)).toBe(
      'Thu 5 Mar 2026, 08:00 – 16:00',
    );
    expect(sessionParts('2026-03-05T22:00:00Z', '2026-03-06T06:00:00Z', zone)).toEqual({
      begins: 'Thu 5 Mar 2026, 16:00',
      ends: 'to Fri 6 Mar, 00:00',
    });
  });
});

describe('a project in words', () => {
  const project = { startDate: '2026-07-01', endDate: '2027-06-30' };

  it('counts its last day in, as the rules do', () => {
    expect(spanText(project, '2026-06-30')).toBe('1 Jul 2026 to 30 Jun 2027, begins tomorrow');
    expect(spanText(project, '2027-06-30')).toBe('1 Jul 2026 to 30 Jun 2027, last day today');
    expect(spanText(project, '2027-07-01')).toBe('1 Jul 2026 to 30 Jun 2027, ended yesterday');
  });
});

describe('choices of a filter', () => {
  it('tell cycles of one name apart by their type, newest first', () => {
    const cycle = (id: string, name: string, startDate: string, type: string) => ({
      id,
      name,
      startDate,
      type: { id: type, name: type },
    });
    const cycles = [
      cycle('1', '2026 Jan-Jun', '2026-01-01', 'General'),
      cycle('2', '2026 Jul-Dec', '2026-07-01', 'General'),
      cycle('3', '2026 Jan-Jun', '2026-01-01', 'Staff'),
    ];
    expect(cycleOptions(cycles).map(({ label }) => label)).toEqual([
      '2026 Jul-Dec',
      '2026 Jan-Jun, General',
      '2026 Jan-Jun, Staff',
    ]);
  });

  it('set beamlines in below what they are part of', () => {
    const node = (id: string, parent: string | null) => ({
      id,
      acronym: id,
      parent: parent === null ? null : { id: parent },
    });
    expect(beamlineOptions([node('MX', null), node('MX-ID', 'MX')]).map(({ label }) => label)).toEqual([
      'MX',
      '\u00A0\u00A0MX-ID',
    ]);
  });

  it('leave out what somebody typed into the address and is no state', () => {
    expect(oneOf(REVIEW_STATES, 'OPEN')).toBe('OPEN');
    expect(oneOf(REVIEW_STATES, 'toString')).toBeUndefined();
    expect(oneOf(REVIEW_STATES, undefined)).toBeUndefined();
  });
});

it('a count has its noun in the right number', () => {
  expect([countText(1, 'review'), countText(0, 'review'), countText(1200, 'review')]).toEqual([
    '1 review',
    '0 reviews',
    '1,200 reviews',
  ]);
});
