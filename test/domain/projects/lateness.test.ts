import { expect, test } from 'vitest';
import { lateness } from '../../../server/domain/projects/lateness.ts';

test.each([
  ['2025-08-01T08:00:00Z', '0 min'],
  ['2025-08-01T08:59:59Z', '59 min'],
  ['2025-08-01T16:00:00Z', '8 h'],
  ['2025-08-02T07:59:00Z', '23 h 59 min'],
  ['2025-08-02T08:00:00Z', '1 day'],
  ['2025-08-03T12:30:00Z', '2 days 4 h'],
])('at %s a session that ended at 08:00 is %s late', (now, text) => {
  expect(lateness(Temporal.Instant.from('2025-08-01T08:00:00Z'), Temporal.Instant.from(now))).toBe(text);
});
