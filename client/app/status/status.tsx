import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { setTitleStatus } from '../../components/use-document-title.ts';
import type { TaskStateFragment } from '../../gql/graphql.ts';
import { addFailures, countStates, failedRuns, newlyFailed, statusText, type Failure } from './failures.ts';
import { setFavicon } from './favicon.ts';
import { FailureToasts } from './failure-toasts.tsx';
import { useTaskStates } from './use-task-states.ts';

/** Says on the browser's tab what runs and what has failed. */
function useTabStatus(tasks: readonly TaskStateFragment[]): void {
  const { running, failed } = countStates(tasks);
  useEffect(() => {
    setTitleStatus(statusText({ running, failed }));
    setFavicon(failed ? 'failed' : running ? 'running' : 'none');
  }, [running, failed]);
  useEffect(
    () => () => {
      setTitleStatus('');
      setFavicon('none');
    },
    [],
  );
}

/** Runs that have failed since the console was opened, on other pages than this one. */
function useFailures(tasks: readonly TaskStateFragment[]) {
  const [path] = useLocation();
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const before = useRef(failedRuns(tasks));
  const here = useRef(path);
  useEffect(() => {
    here.current = path;
  }, [path]);
  useEffect(() => {
    const failed = newlyFailed(before.current, tasks);
    before.current = failedRuns(tasks);
    const elsewhere = failed.filter(
      ({ name, lastRun }) =>
        ![`/runs/${lastRun?.id}`, `/tasks/${encodeURIComponent(name)}`].includes(here.current),
    );
    if (elsewhere.length > 0) setFailures((known) => addFailures(known, elsewhere));
  }, [tasks]);
  return { failures, setFailures };
}

function KnownStatus({ tasks }: { tasks: readonly TaskStateFragment[] }) {
  useTabStatus(tasks);
  const { failures, setFailures } = useFailures(tasks);
  return (
    <FailureToasts
      failures={failures}
      onDismiss={(gone) => setFailures((known) => known.filter(({ runId }) => !gone.includes(runId)))}
    />
  );
}

/** Tells of runs wherever in the console somebody is: on the browser's tab, and when one fails on the page too. */
export function Status() {
  const tasks = useTaskStates();
  return tasks && <KnownStatus tasks={tasks} />;
}
