import { describe, expect, it } from 'vitest';
import { foundIn } from '../../client/components/run-log/found-in.ts';
import { BLOCK, LogRows } from '../../client/components/run-log/log-rows.ts';
import { reckonedFrom, windowAround, windowAt } from '../../client/components/run-log/log-window.ts';
import { sinceStart } from '../../client/components/run-log/log-times.ts';
import { plainLog } from '../../client/components/run-log/plain-log.ts';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    seq: from + at,
    at: '2026-11-24T21:00:00Z',
    level: 'INFO' as const,
    message: `line ${from + at}`,
    fields: null,
  }));
const seqs = (rows: LogRows) => rows.loaded().map((line) => line.seq);

describe('rows of a log', () => {
  it('grow at the end, behind rows that were never read', () => {
    const rows = new LogRows(999_000);
    rows.append(lines(999_001, 999_003));
    expect(rows.count).toBe(999_003);
    expect(rows.at(999_002)?.seq).toBe(999_003);
    expect(rows.at(998_999)).toBeUndefined();
    expect(seqs(rows)).toEqual([999_001, 999_002, 999_003]);
  });

  it('say what is missing, a block at a time and no more than that', () => {
    const rows = new LogRows(3 * BLOCK);
    expect(rows.gap(-20, 10)).toEqual({ from: 0, to: BLOCK });
    rows.put(0, lines(1, 100));
    rows.put(200, lines(201, 300));
    expect(rows.gap(0, 100)).toBeNull();
    expect(rows.gap(0, BLOCK)).toEqual({ from: 100, to: 200 });
    expect(rows.gap(150, 151)).toEqual({ from: 100, to: 200 });
    expect(rows.gap(250, 2 * BLOCK)).toEqual({ from: 300, to: BLOCK });
    expect(rows.gap(3 * BLOCK - 1, 9_999)).toEqual({ from: 2 * BLOCK, to: 3 * BLOCK });
    expect(rows.gap(3 * BLOCK, 9_999)).toBeNull();
  });

  it('put a line in its place once, however often it comes', () => {
    const rows = new LogRows(0);
    rows.put(0, lines(1, 700));
    rows.put(400, lines(401, 600));
    expect(rows.count).toBe(700);
    expect(seqs(rows)).toEqual(lines(1, 700).map((line) => line.seq));
  });

  it('are forgotten where they are farthest from the reader, and asked for again', () => {
    const rows = new LogRows(0);
    rows.append(lines(1, 10 * BLOCK));
    rows.keepNear(0, 3);
    expect(seqs(rows)).toHaveLength(3 * BLOCK);
    expect(rows.at(0)?.seq).toBe(1);
    expect(rows.count).toBe(10 * BLOCK);
    expect(rows.gap(9 * BLOCK, 10 * BLOCK)).toEqual({ from: 9 * BLOCK, to: 10 * BLOCK });
    rows.append(lines(10 * BLOCK + 1, 10 * BLOCK + 2));
    expect(rows.at(10 * BLOCK + 1)?.seq).toBe(10 * BLOCK + 2);
  });
});

describe('the window of a log that is longer than a browser can scroll', () => {
  const room = 1_000;
  const at = (from: number, count: number, following: boolean) => {
    const window = windowAt(from, count, room, following);
    return [window.from, window.to];
  };

  it('is all of a log that has room', () => {
    expect(at(0, 1_000, true)).toEqual([0, 1_000]);
    expect(at(500, 900, false)).toEqual([0, 900]);
  });

  it('ends with the log for a reader at the end, and moves in steps', () => {
    expect(at(0, 1_001, true)).toEqual([100, 1_001]);
    expect(at(0, 1_100, true)).toEqual([100, 1_100]);
    expect(at(0, 1_101, true)).toEqual([200, 1_101]);
  });

  it('stays for a reader further up, and goes to the row that is to be shown', () => {
    expect(at(100, 5_000, false)).toEqual([100, 1_100]);
    expect(at(4_900, 5_000, false)).toEqual([4_000, 5_000]);
    const now = { from: 100, to: 1_100 };
    expect(windowAround(100, now, room)).toBe(100);
    expect(windowAround(1_100, now, room)).toBe(600);
    expect(windowAround(7, now, room)).toBe(0);
  });

  it('is reckoned with to its end only for a reader at the end, in steps', () => {
    const of = (to: number, following: boolean) => reckonedFrom({ from: 1_000, to }, following);
    expect([of(20_000, true), of(21_001, true), of(100_000, true), of(101_999, true)]).toEqual([
      1_000, 2_000, 80_000, 82_000,
    ]);
    expect(of(100_000, false)).toBe(1_000);
  });
});

describe('what a reader sees of them', () => {
  const marked = (text: string, search: string) =>
    foundIn(text, search)
      .map(({ part, isHit }) => (isHit ? `[${part}]` : part))
      .join('');

  it('marks each hit in any case, and signs that mean something elsewhere as themselves', () => {
    expect(marked('Call closed; CALL', 'call')).toBe('[Call] closed; [CALL]');
    expect(marked('100% (a.b) a+b', '(a.b)')).toBe('100% [(a.b)] a+b');
    expect(marked('nothing', 'x')).toBe('nothing');
    expect(marked('all of it', '')).toBe('all of it');
  });

  it('tells how long after the start a line was written', () => {
    const start = Date.parse('2026-11-24T21:00:00Z');
    expect(sinceStart(start + 6_120, start)).toBe('+0:06.120');
    expect(sinceStart(start + 3_723_004, start)).toBe('+1:02:03.004');
    expect(sinceStart(start - 5, start)).toBe('+0:00.000');
  });

  it('takes lines along as text without colours', () => {
    const [line] = lines(1, 1);
    const coloured = { ...line!, message: '\u001B[1;31mred\u001B[0m text', fields: { cycleId: 4 } };
    expect(plainLog([coloured], () => '09:53:07.120')).toBe('09:53:07.120 INFO  red text {"cycleId":4}\n');
  });
});
