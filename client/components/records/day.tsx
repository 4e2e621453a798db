import table from '../table.module.css';
import { dateText } from '../time/dates.ts';

/** A civil date such as "5 Mar 2026"; a dash for none. */
export function Day({ date, none = '–' }: { date: string | null; none?: string }) {
  if (date === null) return <>{none}</>;
  return (
    <time dateTime={date} className={table.nowrap}>
      {dateText(date)}
    </time>
  );
}
