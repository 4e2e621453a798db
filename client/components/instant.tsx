import { useClock, useFacility } from './facility.ts';
import { fullText, whenText } from './time/instants.ts';
import { relativeText } from './time/relative.ts';
import classes from './instant.module.css';

/**
 * An instant as "3 min ago" or as "15:00"; hover, focus or touch tells the full date, time and zone.
 * `as="both"` shows the wall clock first and the distance after it.
 */
export function Instant({ at, as = 'relative' }: { at: string; as?: 'relative' | 'clock' | 'both' }) {
  const { timeZone } = useFacility();
  const instant = Date.parse(at);
  const clock = useClock((now) => whenText(instant, now, timeZone));
  const distance = useClock((now) => relativeText(instant, now));
  return (
    <time dateTime={at} tabIndex={0} className={classes.instant} data-hint={fullText(instant, timeZone)}>
      {as !== 'relative' && <span className={classes.clock}>{clock}</span>}
      {as === 'both' && ' '}
      {as !== 'clock' && <span className={as === 'both' ? classes.distance : undefined}>{distance}</span>}
    </time>
  );
}
