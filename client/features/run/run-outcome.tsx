import { Progress } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconHourglass } from '@tabler/icons-react';
import { numberText } from '../../components/count-text.ts';
import { useClock } from '../../components/facility.ts';
import { Notice } from '../../components/notice.tsx';
import { RunResult } from '../../components/run-result.tsx';
import { RUN_STATES, isActive } from '../../components/run-states.ts';
import { remainingText, type Run } from './run-texts.ts';
import classes from './run.module.css';

function RunProgress({ run, progress }: { run: Run; progress: NonNullable<Run['progress']> }) {
  const { done, total, label } = progress;
  const remaining = useClock((now) => remainingText(run, now) ?? '');
  const percent = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div className={classes.progress}>
      <div className={classes.progressText}>
        <span>Progress</span>
        <span>
          {remaining && <span className={classes.quiet}>{remaining} · </span>}
          {numberText(done)} of {numberText(total)} {label}
        </span>
      </div>
      <Progress.Root size={8}>
        <Progress.Section value={percent} aria-label="Progress" />
      </Progress.Root>
    </div>
  );
}

function RunError({ run, error }: { run: Run; error: NonNullable<Run['error']> }) {
  return (
    <Notice tone={RUN_STATES[run.state].tone} icon={IconAlertTriangle} title={error.message}>
      {error.stack && (
        <details className={classes.stack}>
          <summary>Technical details</summary>
          <pre>{error.stack}</pre>
        </details>
      )}
    </Notice>
  );
}

/** A run that somebody ends, or has ended: who, and what that means. */
function Cancellation({ run: { state, cancelling, cancelledBy, startedAt } }: { run: Run }) {
  if (cancelling) {
    return (
      <Notice tone="warn" icon={IconHourglass} title={`${cancelledBy ?? 'Somebody'} is cancelling it`}>
        It was asked to stop. If it has not stopped after 5 seconds, it is ended.
      </Notice>
    );
  }
  if (state !== 'CANCELLED') return null;
  return (
    <Notice role="status" tone="mute" icon={IconBan} title={`Cancelled by ${cancelledBy ?? 'somebody'}`}>
      {startedAt
        ? 'What it had saved before stays. It is not tried again.'
        : 'It had not started. It is not tried again.'}
    </Notice>
  );
}

/** How far the run is while it runs; afterwards what came of it. */
export function RunOutcome({ run }: { run: Run }) {
  if (isActive(run.state)) {
    return (
      <>
        <Cancellation run={run} />
        {run.progress && <RunProgress run={run} progress={run.progress} />}
      </>
    );
  }
  return (
    <>
      <Cancellation run={run} />
      {run.error && <RunError run={run} error={run.error} />}
      {(run.summary ?? run.checksSince) && (
        <p className={classes.summary}>
          <RunResult run={run.error ? { ...run, error: null } : run} />
        </p>
      )}
    </>
  );
}
