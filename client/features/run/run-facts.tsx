import { Fact, Facts } from '../../components/fact.tsx';
import { useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { RunDuration } from '../../components/run-duration.tsx';
import { triggerText } from '../../components/run-states.ts';
import { durationText } from '../../components/time/durations.ts';
import { startText, type Run } from './run-texts.ts';
import classes from './run.module.css';

/** "15:00, started 15:00:02": the plan and what became of it. */
function Slot({ slot, startedAt }: { slot: string; startedAt: string | null }) {
  const { timeZone } = useFacility();
  return (
    <>
      <Instant at={slot} as="clock" />
      {startedAt && <span className={classes.quiet}>, {startText(slot, startedAt, timeZone)}</span>}
    </>
  );
}

export function RunFactList({ run }: { run: Run }) {
  const { medianDuration } = run.task.stats;
  return (
    <div className={classes.facts}>
      <Facts>
        <Fact name="Trigger">{triggerText(run)}</Fact>
        {run.slot && (
          <Fact name="Scheduled">
            <Slot slot={run.slot} startedAt={run.startedAt} />
          </Fact>
        )}
        <Fact name="Queued">
          <Instant at={run.queuedAt} as="both" />
        </Fact>
      </Facts>
      <Facts>
        <Fact name="Started">
          {run.startedAt ? <Instant at={run.startedAt} as="both" /> : run.finishedAt ? 'Never' : 'Not yet'}
        </Fact>
        <Fact name="Finished">{run.finishedAt ? <Instant at={run.finishedAt} as="both" /> : 'Not yet'}</Fact>
        <Fact name="Duration">
          <RunDuration run={run} />
          {medianDuration && <span className={classes.quiet}> · usually {durationText(medianDuration)}</span>}
        </Fact>
      </Facts>
      <Facts>
        <Fact name="Attempt">{run.attempt}</Fact>
        <Fact name="Worker">{run.worker ?? (run.finishedAt ? 'None' : 'None yet')}</Fact>
        <Fact name="Run">
          <code className={classes.id}>{run.id}</code>
        </Fact>
      </Facts>
    </div>
  );
}
