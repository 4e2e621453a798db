import { expect, test } from 'vitest';
import { elapsed, logLine, period, safe, stamp, when } from '../../server/cli/format.ts';
import { table } from '../../server/cli/layout.ts';

const plain = (_style: string, text: string) => text;
const zone = 'America/Regina';

test('times are on the wall clock of the facility, as short as they can be told apart', () => {
  const now = '2027-01-15T16:00:00Z';
  expect(when('2027-01-15T16:15:00Z', now, zone)).toBe('10:15');
  expect(when('2027-01-16T05:59:59Z', now, zone)).toBe('23:59');
  expect(when('2027-01-16T08:00:00Z', now, zone)).toBe('16 Jan 02:00');
  expect(when('2026-12-31T08:00:00Z', now, zone)).toBe('31 Dec 2026');
  expect(stamp('2027-01-16T08:00:30Z', zone)).toBe('Sat 2027-01-16 02:00:30');
});

test('the two hours of a night when clocks go back are told apart by their offset', () => {
  expect(stamp('2027-10-31T00:30:00Z', 'Europe/Stockholm', true)).toBe('Sun 2027-10-31 02:30 +02:00');
  expect(stamp('2027-10-31T01:30:00Z', 'Europe/Stockholm', true)).toBe('Sun 2027-10-31 02:30 +01:00');
});

test.for([
  ['PT0.04S', '40 ms'],
  ['PT6.1S', '6.1 s'],
  ['PT59.96S', '1 min'],
  ['PT2M4S', '2 min 4 s'],
  ['PT59M59.9S', '1 h'],
  ['PT26H', '1 d 2 h'],
] as const)('a run of %s took %s', ([iso, text]) => {
  expect(elapsed(iso)).toBe(text);
});

test('a chosen duration is told in its own units', () => {
  expect(period('PT1H30M')).toBe('1 hour 30 minutes');
  expect(period('P2W')).toBe('2 weeks');
});

test('a log line shows time, level, message and fields, with further lines of a message indented', () => {
  const line = {
    seq: 1,
    at: '2027-01-15T16:00:09.9Z',
    fields: null,
    level: 'WARN',
    message: 'one\ntwo',
  } as const;
  expect(logLine(line, zone, plain)).toBe('10:00:09 WARN  one\n               two');
  expect(logLine({ ...line, level: 'ERROR', message: 'bad', fields: { id: 7 } }, zone, plain)).toBe(
    '10:00:09 ERROR bad {"id":7}',
  );
});

test('a message cannot steer the terminal', () => {
  expect(safe('\u001B[2Jgone\rx\u009B1m\ttab')).toBe(String.raw`\x1b[2Jgone\x0dx\x9b1m` + '\ttab');
});

test('a table that is wider than the terminal cuts its widest columns, but not the names in the first', () => {
  const rows = [[{ text: 'a'.repeat(30) }, { text: 'b'.repeat(20) }, { text: 'short' }]];
  expect(table(['NAME', 'WHY', 'STATE'], rows, 52, plain).split('\n')).toEqual([
    `NAME${' '.repeat(28)}WHY${' '.repeat(12)}STATE`,
    `${'a'.repeat(30)}  ${'b'.repeat(12)}…  short`,
  ]);
});
