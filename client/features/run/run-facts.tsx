import { Fact, Facts } from '../../components/fact.tsx';
import { Instant } from '../../components/instant.tsx';
import { RunDuration } from '../../components/run-duration.tsx';
import { triggerText } from '../../components/run-states.ts';
import { durationText, elapsedText } from '../../components/time/durations.ts';
import type { RunPageQuery } from '../../gql/graphql.ts';
import classes from './run.module.css';

export type Run = NonNullable<RunPageQuery['run']>;

/** A start within this of its slot is on time. */
const ON_TIME = 1_500;

/** "Planned for 15:00, started 12.0 s late": the plan and what became of it. */
function Slot({ slot, startedAt }: { slot: string; startedAt: string | null }) {
  const late = startedAt ? Date.parse(startedAt) - Date.parse(slot) : 0;
  return (
    <>
      <Instant at={slot} as="clock" />
      {startedAt && (
        <span className={classes.quiet}>
          {' · '}
          {late <= ON_TIME ? 'started on time' : `started ${elapsedText(late)} late`}
        </span>
      )}
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
          <Fact name="Planned for">
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
