import { request, type Server } from './client.ts';
import { documents, type TaskRun } from './documents.ts';
import { findTask } from './find-task.ts';
import { isGood, safe, stateText } from './format.ts';
import { followLog } from './log.ts';
import { print, printJson } from './output.ts';
import { origin } from './show.ts';

export interface RunOptions {
  json?: boolean;
  follow?: boolean;
}

/** `run NAME`: starts a task now. With `--follow` the exit code is 2 when the run ends badly. */
export async function run(server: Server, text: string, options: RunOptions): Promise<number> {
  const { name, facility } = await findTask(server, text);
  const { runTaskNow } = await request<{ runTaskNow: { alreadyActive: boolean; run: TaskRun } }>(
    server,
    documents.runNow,
    { name },
  );
  const { alreadyActive, run: started } = runTaskNow;
  if (options.json) await printJson({ alreadyActive, run: started });
  else if (alreadyActive) {
    const end = started.cancelling ? ` (told to stop by ${safe(started.cancelledBy ?? 'somebody')})` : '';
    await print(
      `Run ${started.id} of ${name} was already ${stateText(started.state)}${end}, ${origin(started)}: no other was started.`,
    );
  } else await print(`Run ${started.id} of ${name} is ${stateText(started.state)}.`);

  if (!options.follow) return 0;
  const last = await followLog(server, started.id, { json: options.json, zone: facility.timeZone });
  return last && isGood(last.state) ? 0 : 2;
}
