// Civil dates (YYYY-MM-DD) have no zone; UTC is used only as a calendar to count days in.

const DAY = 86_400_000;
const toUtc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const daysBetween = (from: string, to: string): number => Math.round((toUtc(to) - toUtc(from)) / DAY);

export const addDays = (date: string, days: number): string =>
  new Date(toUtc(date) + days * DAY).toISOString().slice(0, 10);

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayMonth(date: string): string {
  const utc = new Date(toUtc(date));
  return `${utc.getUTCDate()} ${MONTHS[utc.getUTCMonth()]}`;
}

/** "5 Mar 2026", or "5 Mar" when the year is plain from the context. */
export const dateText = (date: string, withYear = true): string =>
  withYear ? `${dayMonth(date)} ${date.slice(0, 4)}` : dayMonth(date);

/** "Thu 5 Mar", or "Thu 5 Mar 2026". */
export const dayName = (date: string, withYear = false): string =>
  `${WEEKDAYS[new Date(toUtc(date)).getUTCDay()]} ${dateText(date, withYear)}`;

/** "today", "tomorrow", "in 12 days", "3 days ago". */
export function daysText(from: string, to: string): string {
  const days = daysBetween(from, to);
  if (days === 0) return 'today';
  if (Math.abs(days) === 1) return days > 0 ? 'tomorrow' : 'yesterday';
  if (Math.abs(days) < 90) return days > 0 ? `in ${days} days` : `${-days} days ago`;
  const months = Math.round(Math.abs(days) / 30.44);
  return days > 0 ? `in ${months} months` : `${months} months ago`;
}
