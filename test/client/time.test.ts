import { describe, expect, it } from 'vitest';
import { addDays, dateText, daysBetween, daysText } from '../../client/components/time/dates.ts';
import {
  durationText,
  elapsedText,
  periodText,
  tickingText,
} from '../../client/components/time/durations.ts';
import {
  dateIn,
  fullText,
  offsetText,
  preciseTime,
  whenText,
} from '../../client/components/time/instants.ts';
import { relativeText } from '../../client/components/time/relative.ts';

const REGINA = 'America/Regina';
const at = (iso: string) => Date.parse(iso);
const NOW = at('2026-11-24T21:00:00Z'); // 15:00 in Regina

describe('an instant', () => {
  it('is told by the clock of the facility, today without a day', () => {
    expect(whenText(at('2026-11-24T21:42:00Z'), NOW, REGINA)).toBe('15:42');
  });

  it('names tomorrow and yesterday by the facility’s calendar, not by UTC', () => {
    expect(whenText(at('2026-11-25T08:00:00Z'), NOW, REGINA)).toBe('02:00 tomorrow');
    expect(whenText(at('2026-11-25T05:59:00Z'), NOW, REGINA)).toBe('23:59');
    expect(whenText(at('2026-11-24T05:59:00Z'), NOW, REGINA)).toBe('23:59 yesterday');
  });

  it('gives the weekday and date further off, with the year only when it is another', () => {
    expect(whenText(at('2026-11-28T09:00:00Z'), NOW, REGINA)).toBe('Sat 28 Nov, 03:00');
    expect(whenText(at('2027-01-12T09:30:00Z'), NOW, REGINA)).toBe('Tue 12 Jan 2027, 03:30');
  });

  it('writes midnight as 00:00', () => {
    expect(whenText(at('2026-11-25T06:00:00Z'), NOW, REGINA)).toBe('00:00 tomorrow');
  });

  it('leaves no doubt in full: day, time, zone and offset of that day', () => {
    expect(fullText(NOW, REGINA)).toBe('Tue 24 Nov 2026, 15:00:00 America/Regina (UTC-6)');
    expect(offsetText(at('2026-07-01T00:00:00Z'), 'Europe/Stockholm')).toBe('UTC+2');
    expect(offsetText(NOW, 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(offsetText(NOW, 'UTC')).toBe('UTC');
  });

  it('has milliseconds in a log', () => {
    expect(preciseTime(at('2026-11-24T21:00:05.007Z'), REGINA)).toBe('15:00:05.007');
  });

  it('has the civil date of its zone', () => {
    expect(dateIn(REGINA, at('2026-11-25T05:59:59Z'))).toBe('2026-11-24');
  });
});

describe('a distance in time', () => {
  it.each([
    [0, 'just now'],
    [-59_000, 'just now'],
    [1_500, 'just now'], // a difference of clocks, not the future
    [30_000, 'in less than a minute'],
    [-180_000, '3 min ago'],
    [42 * 60_000, 'in 42 min'],
    [-7_300_000, '2 h ago'],
    [12 * 86_400_000, 'in 12 days'],
    [-150 * 86_400_000, '5 months ago'],
  ])('of %i ms reads "%s"', (ahead, text) => expect(relativeText(NOW + ahead, NOW)).toBe(text));

  it('is counted in civil days for dates', () => {
    expect(daysBetween('2026-02-25', '2026-03-05')).toBe(8);
    expect(daysText('2026-11-24', '2026-11-25')).toBe('tomorrow');
    expect(daysText('2026-11-24', '2026-12-06')).toBe('in 12 days');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(dateText('2026-03-05')).toBe('5 Mar 2026');
  });
});

describe('a duration', () => {
  it.each([
    ['PT0.04S', '40 ms'],
    ['PT6.1S', '6.1 s'],
    ['PT59.97S', '1 min'],
    ['PT2M4S', '2 min 4 s'],
    ['PT124.2S', '2 min 4 s'],
    ['PT59M59.6S', '1 h'],
    ['PT1H5M', '1 h 5 min'],
    ['P2DT3H', '2 d 3 h'],
  ])('%s reads "%s"', (iso, text) => expect(durationText(iso)).toBe(text));

  it('ticks in whole seconds', () => {
    expect(tickingText(-20)).toBe('0 s');
    expect(tickingText(5_999)).toBe('5 s');
    expect(tickingText(124_500)).toBe('2 min 4 s');
  });

  it('keeps its own units when somebody chose it', () => {
    expect(periodText('PT10M')).toBe('10 minutes');
    expect(periodText('P7D')).toBe('7 days');
    expect(periodText('PT1H30M')).toBe('1 hour 30 minutes');
  });

  it('is never negative', () => expect(elapsedText(-5)).toBe('0 ms'));
});
