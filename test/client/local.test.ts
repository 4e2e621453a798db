import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonEnds, fromLocal, toLocal } from '../../client/components/time/local.ts';

const REGINA = 'America/Regina';
const NEW_YORK = 'America/New_York';
const at = (iso: string) => Date.parse(iso);

describe('the wall clock of a zone', () => {
  it('is read and written for a date-time input', () => {
    expect(toLocal(at('2026-11-24T21:00:30Z'), REGINA)).toBe('2026-11-24T15:00');
    expect(fromLocal('2026-11-24T15:00', REGINA)).toBe(at('2026-11-24T21:00:00Z'));
  });

  it('moves a time that the clock skips on, and takes the first of one that comes twice', () => {
    expect(fromLocal('2026-03-08T02:30', NEW_YORK)).toBe(at('2026-03-08T07:30:00Z'));
    expect(fromLocal('2026-11-01T01:30', NEW_YORK)).toBe(at('2026-11-01T05:30:00Z'));
  });

  it('has no instant for what is no date and time', () => {
    for (const text of ['', 'soon', '2026-11-24', '2026-13-01T10:00', '2026-11-24T25:00']) {
      expect(fromLocal(text, REGINA), text).toBeNull();
    }
  });

  it('means what Temporal means, in every zone at every minute', () => {
    const zones = [REGINA, NEW_YORK, 'Europe/Stockholm', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
    const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (date, zone) => {
        const text = date.toISOString().slice(0, 16);
        const expected = Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
        expect(fromLocal(text, zone)).toBe(expected);
      }),
    );
    // Around the changes of the clock, where a random minute hardly ever falls.
    for (const day of ['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04']) {
      for (let hour = 0; hour < 24; hour++) {
        const text = `${day}T${String(hour).padStart(2, '0')}:15`;
        for (const zone of zones) {
          const expected = Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
          expect(fromLocal(text, zone), `${text} ${zone}`).toBe(expected);
        }
      }
    }
  });
});

describe('the common ends of a pause', () => {
  it('are on the facility’s clock and never sooner than their name says', () => {
    // Tuesday 23:30:20 in Regina, Wednesday in UTC.
    expect(commonEnds(at('2026-11-25T05:30:20Z'), REGINA)).toEqual([
      { name: '1 hour', local: '2026-11-25T00:31' },
      { name: '4 hours', local: '2026-11-25T03:31' },
      { name: 'Tomorrow 08:00', local: '2026-11-25T08:00' },
      { name: 'Monday 08:00', local: '2026-11-30T08:00' },
    ]);
  });

  it('do not name tomorrow twice on a Sunday', () => {
    const names = commonEnds(at('2026-11-29T18:00:00Z'), REGINA).map((end) => end.name);
    expect(names).toEqual(['1 hour', '4 hours', 'Tomorrow 08:00']);
  });
});
