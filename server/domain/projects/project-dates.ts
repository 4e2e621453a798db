import { BadRecord } from '../each-record.ts';

/** Nothing at a facility is planned beyond it; a later end is a mistake in the track or the cycle type. */
const lastYear = 9999;

/**
 * The last day, inclusive, of a project from a cycle (domain §6.1): the last day of the `durationCycles`-th cycle,
 * counted in the length of this cycle's type. `cycleEnd` is exclusive, as a cycle's end is.
 */
export function projectEnd(
  cycleEnd: Temporal.PlainDate,
  durationCycles: number,
  durationMonths: number,
): Temporal.PlainDate {
  const months = (durationCycles - 1) * durationMonths;
  if (cycleEnd.year + months / 12 > lastYear) {
    throw new BadRecord(
      `a project of ${durationCycles} cycles of ${durationMonths} months would end after the year ${lastYear}: ` +
        "correct the track's number of cycles",
    );
  }
  return cycleEnd.add({ months }).subtract({ days: 1 });
}

/** Whether a project may use the whole of a cycle: its end is inclusive, the cycle's is not (domain §6.1). */
export function coversCycle(end: Temporal.PlainDate, cycleEnd: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(end, cycleEnd.subtract({ days: 1 })) >= 0;
}

/** Cycle, pool and a counter in hexadecimal: `012GU-0001a` (domain §6.1). Longer numbers are written out. */
export function projectCode(cycleId: string, poolCode: string, number: number): string {
  return `${cycleId.padStart(3, '0')}${poolCode}-${number.toString(16).padStart(5, '0')}`;
}
