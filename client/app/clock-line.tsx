import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { CONNECTION_TEXT, useConnection } from '../components/connection.ts';
import { useFacility, useNow } from '../components/facility.ts';
import { clockTime, offsetText } from '../components/time/instants.ts';
import classes from './clock-line.module.css';

/** Which clock counts here, and whether what is shown is current. */
export function ClockLine() {
  const { timeZone } = useFacility();
  const now = useNow(1_000);
  const state = useConnection();
  const Icon = state === 'live' ? IconPlugConnected : IconPlugConnectedX;
  return (
    <div className={classes.line}>
      <p>
        Now <time dateTime={new Date(now).toISOString()}>{clockTime(now, timeZone)}</time> {timeZone} (
        {offsetText(now, timeZone)}). Schedules run in this zone.
      </p>
      <p role="status" aria-label="Connection" className={classes.state} data-state={state}>
        <Icon size={15} aria-hidden /> {CONNECTION_TEXT[state]}
      </p>
    </div>
  );
}
