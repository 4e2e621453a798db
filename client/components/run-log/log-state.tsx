import { IconPlayerStopFilled, IconPlugConnectedX, IconPointFilled } from '@tabler/icons-react';
import type { RunFactsFragment } from '../../gql/graphql.ts';
import { useConnection } from '../connection.ts';
import { durationText } from '../time/durations.ts';
import classes from './run-log.module.css';

interface Props {
  run: RunFactsFragment;
  complete: boolean;
  interrupted: boolean;
}

/** Whether more is to be expected, in words. */
export function LogState({ run, complete, interrupted }: Props) {
  const connection = useConnection();
  const away = interrupted || connection !== 'live';
  if (complete) {
    return (
      <span role="status" className={classes.state}>
        <IconPlayerStopFilled size={13} aria-hidden />
        {run.duration ? `Finished in ${durationText(run.duration)}` : 'Finished'}
      </span>
    );
  }
  return (
    <span role="status" className={classes.state} data-state={away ? 'away' : 'live'}>
      {away ? <IconPlugConnectedX size={15} aria-hidden /> : <IconPointFilled size={15} aria-hidden />}
      {away ? 'Reconnecting…' : run.state === 'QUEUED' ? 'Waiting to start' : 'Live'}
    </span>
  );
}
