import { request, type Server } from './client.ts';
import { documents, logLevels, type LogLevel, type LogLine, type TaskRun } from './documents.ts';
import { findRun, unknownRun } from './find-run.ts';
import { follow } from './follow.ts';
import { logLine, outcome, safe, stamp } from './format.ts';
import { paint, print, printJson, remark, write } from './output.ts';
import { origin } from './show.ts';

interface LineFilter {
  /** Lines of this level or above. */
  level?: LogLevel;
  /** Lines that contain this text, in any case. */
  search?: string;
}

export interface LogOptions extends LineFilter {
  json?: boolean;
  follow?: boolean;
}

/** `log RUN`: all lines of a run, or all that pass the filter; with `--follow` until the run ends. */
export async function log(server: Server, id: string, options: LogOptions): Promise<number> {
  const { run, facility } = await findRun(server, id);
  const zone = facility.timeZone;
  if (!options.json) {
    const at = run.startedAt
      ? `started ${stamp(run.startedAt, zone)}`
      : `queued ${stamp(run.queuedAt, zone)}`;
    await print(paint('dim', `Run ${id} of ${run.task.name}, ${at} (${zone}), ${origin(run)}`));
  }
  if (options.follow) await followLog(server, id, { ...options, zone });
  else if (options.json) await printDocument(server, run, options);
  else {
    for await (const lines of pages(server, id, options)) await printLines(lines, zone);
    await print(outcome(run, paint));
    if (!run.finishedAt) remark(`The run goes on: add --follow to see the rest.`);
  }
  return 0;
}

interface FollowLogOptions extends LineFilter {
  json?: boolean;
  zone: string;
  /** Only lines behind this one. */
  after?: number;
}

/** Prints a run's lines as they come and, at the end, how it ended; that is also the answer. */
export async function followLog(
  server: Server,
  id: string,
  { json, zone, after, ...filter }: FollowLogOptions,
): Promise<TaskRun | null> {
  let last: TaskRun | null = null;
  const onLost = (why: string) => remark(`The connection to ${server.url} was lost (${why}): trying again.`);
  for await (const { lines, run } of follow(server, id, onLost, after)) {
    const wanted = lines.filter((line) => passes(line, filter));
    const isStopped = run.cancelling && last !== null && !last.cancelling;
    if (!json) {
      if (isStopped) remark(`The run is told to stop by ${safe(run.cancelledBy ?? 'somebody')}.`);
      await printLines(wanted, zone);
    } else {
      // The end of a run comes after its last line, not with its first ones.
      if ((run.state !== last?.state || isStopped) && !run.finishedAt) await printJson({ run });
      for (const line of wanted) await printJson({ line });
    }
    last = run;
  }
  if (last) await (json ? printJson({ run: last }) : print(outcome(last, paint)));
  return last;
}

/** The lines that pass, a page at a time. */
async function* pages(server: Server, id: string, { level, search }: LineFilter): AsyncGenerator<LogLine[]> {
  for (let after = 0, hasMore = true; hasMore;) {
    const { run } = await request<{ run: { log: { lines: LogLine[]; hasMore: boolean } } | null }>(
      server,
      documents.log,
      { id, after, level, search },
    );
    if (!run) throw unknownRun(id);
    yield run.log.lines;
    after = run.log.lines.at(-1)?.seq ?? after;
    hasMore = run.log.hasMore;
  }
}

/** One JSON document, `{ run, lines }`, written page by page: a log can be larger than memory. */
async function printDocument(server: Server, run: TaskRun, filter: LineFilter): Promise<void> {
  await write(`{"run":${JSON.stringify(run)},"lines":[`);
  let glue = '';
  for await (const lines of pages(server, run.id, filter)) {
    if (lines.length === 0) continue;
    await write(glue + lines.map((line) => JSON.stringify(line)).join(','));
    glue = ',';
  }
  await print(']}');
}

async function printLines(lines: LogLine[], zone: string): Promise<void> {
  if (lines.length > 0) await print(lines.map((line) => logLine(line, zone, paint)).join('\n'));
}

/** The server filters what it looks up, but sends all lines to those who follow. */
function passes(line: LogLine, { level, search }: LineFilter): boolean {
  const matters = !level || logLevels.indexOf(line.level) >= logLevels.indexOf(level);
  return matters && (!search || line.message.toLowerCase().includes(search.toLowerCase()));
}
