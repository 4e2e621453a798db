import { addDays } from '../../components/time/dates.ts';
import { fromLocal } from '../../components/time/local.ts';

const DAY = 86_400_000;

/** Common lives of a token, in days. */
export const LIVES = [30, 90, 365];

/** When a token is to end: so many days from now, or as a day ends at the facility. */
export interface Expiry {
  days: number | null;
  /** YYYY-MM-DD, or whatever was typed so far. */
  date: string;
}

/** The instant of an expiry; null as long as nothing is chosen. Days are of 24 hours. */
export function expiryAt({ days, date }: Expiry, now: number, zone: string): number | null {
  if (days !== null) return now + days * DAY;
  return /^\d{4}-\d\d-\d\d$/.test(date) ? fromLocal(`${addDays(date, 1)}T00:00`, zone) : null;
}
