import { Skeleton } from '@mantine/core';
import { errorText } from '../error-text.ts';
import { countText } from '../count-text.ts';
import { useClock, useFacility } from '../facility.ts';
import { Instant } from '../instant.tsx';
import { isPaused, type Pausable } from '../pause-task/pauses.ts';
import { nextText } from './schedule-parts.ts';
import classes from './schedule.module.css';
import type { Preview } from './use-schedule-preview.ts';

function Reading({ text, nextRunAt, task }: { text: string; nextRunAt: string | null; task: Pausable }) {
  const { timeZone } = useFacility();
  const next = useClock((now) => nextText({ nextRunAt, paused: isPaused(task, now) }, now, timeZone));
  return (
    <>
      <p className={classes.text}>{text}</p>
      <p>{next}</p>
    </>
  );
}

/** What the schedule in the fields means: in words, and in the next times it would run. */
export function SchedulePreview({
  preview: { preview, pending, error },
  task,
}: {
  preview: Preview;
  task: Pausable;
}) {
  return (
    <section className={classes.preview} aria-label="Preview" aria-busy={pending}>
      <div role="status">
        {preview?.valid ? (
          <Reading text={preview.text ?? ''} nextRunAt={preview.nextRunAt} task={task} />
        ) : preview ? (
          <p className={classes.quiet}>Not a schedule yet: see the marked fields.</p>
        ) : error ? (
          <p className={classes.quiet}>No preview: {errorText(error)}</p>
        ) : (
          <Skeleton height={46} />
        )}
      </div>
      {preview?.valid && preview.nextRuns.length > 0 && (
        <>
          <h3 className={classes.heading}>Next {countText(preview.nextRuns.length, 'run')}</h3>
          <ol className={classes.next}>
            {preview.nextRuns.map((at) => (
              <li key={at}>
                <Instant at={at} as="both" />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
