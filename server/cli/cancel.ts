import { request, type Server } from './client.ts';
import { documents, type TaskRun } from './documents.ts';
import { findRun } from './find-run.ts';
import { safe } from './format.ts';
import { followLog } from './log.ts';
import { print, printJson } from './output.ts';

export interface CancelOptions {
  json?: boolean;
  follow?: boolean;
}

/** `cancel RUN`: ends a run, or tells it to. With `--follow` the exit code is 2 when it ends in another way. */
export async function cancel(server: Server, id: string, options: CancelOptions): Promise<number> {
  const { run: before, facility } = await findRun(server, id);
  const { run } = await request<{ run: TaskRun & { logLineCount: number } }>(server, documents.cancel, {
    id,
  });
  if (options.json) await printJson({ run });
  else await print(`Run ${run.id} of ${run.task.name} ${whatHappened(before, run)}.`);

  if (!options.follow) return 0;
  // What it has written before is not what somebody waits for who wants it to end.
  const after = run.logLineCount;
  const last = await followLog(server, id, { json: options.json, zone: facility.timeZone, after });
  return last?.state === 'CANCELLED' ? 0 : 2;
}

function whatHappened(before: TaskRun, run: TaskRun): string {
  const by = safe(run.cancelledBy ?? 'somebody');
  if (before.state === 'CANCELLED') return `was cancelled before, by ${by}`;
  if (before.cancelling) return `was told to stop before, by ${by}`;
  if (run.cancelling) return 'is told to stop: it is cancelled when it has, or when its grace period is over';
  return 'is cancelled: it had not started';
}
