import { cycleName } from '../cycles/cycle-dates.ts';

/** A cycle's display name, from its dates as texts of SQL. */
export function nameOfCycle({ startDate, endDate }: { startDate: string; endDate: string }): string {
  return cycleName({
    startDate: Temporal.PlainDate.from(startDate),
    endDate: Temporal.PlainDate.from(endDate),
  });
}
