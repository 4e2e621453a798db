import type { Context } from './context.ts';

/** The facility's date. */
export function today({ now, services }: Context): Temporal.PlainDate {
  return now().toZonedDateTimeISO(services.facility.timeZone).toPlainDate();
}
