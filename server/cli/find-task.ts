import { request, type Server } from './client.ts';
import { documents, type Facility, type ScheduledTask } from './documents.ts';
import { Problem } from './problem.ts';

/** As much of a task as it takes to know which one is meant. */
export interface Named {
  name: string;
  label: string;
}

/** How many names a message may list. */
const most = 12;

/** Asks the server for the task that is meant by `text`, and in which zone times are to be read. */
export async function findTask(server: Server, text: string): Promise<Named & { facility: Facility }> {
  const { facility, tasks } = await request<{ facility: Facility; tasks: Named[] }>(server, documents.names);
  return { ...pickTask(tasks, text), facility };
}

/** The task that is meant by `text`, with its schedule and `count` next runs. */
export async function readTask(
  server: Server,
  text: string,
  count: number,
): Promise<{ facility: Facility; task: ScheduledTask }> {
  const { name } = await findTask(server, text);
  const { facility, task } = await request<{ facility: Facility; task: ScheduledTask | null }>(
    server,
    documents.schedule,
    { name, count },
  );
  if (!task) throw removed(name);
  return { facility, task };
}

/** For a task that was there a moment ago. */
export const removed = (name: string): Problem =>
  new Problem(`The task ${name} has just been removed: see "list".`);

/**
 * The one task that is meant: by its exact name; else in any case by its name, by its label or the part of its
 * name after the dot, or by the end of its name. Throws a {@link Problem} when there is none or more than one.
 */
export function pickTask(tasks: readonly Named[], text: string): Named {
  const wanted = text.trim().toLowerCase();
  const exact = tasks.find(({ name }) => name === text);
  if (exact) return exact;
  const ways: ((task: Named) => boolean)[] = [
    ({ name }) => name.toLowerCase() === wanted,
    ({ name, label }) => label.toLowerCase() === wanted || name.toLowerCase().endsWith(`.${wanted}`),
    ({ name }) => wanted !== '' && name.toLowerCase().endsWith(wanted),
  ];
  for (const way of ways) {
    const found = tasks.filter(way);
    if (found[1]) {
      throw new Problem(`${JSON.stringify(text)} could be ${listed(found, ' or ')}: give the whole name.`);
    }
    if (found[0]) return found[0];
  }
  if (tasks.length === 0) throw new Problem(`There is no task ${JSON.stringify(text)}: the server has none.`);
  throw new Problem(`There is no task ${JSON.stringify(text)}: use one of ${listed(tasks, ', ')}.`);
}

function listed(tasks: readonly Named[], glue: string): string {
  const names = tasks.slice(0, most).map(({ name }) => name);
  return tasks.length > most
    ? `${names.join(glue)} and ${tasks.length - most} more (see "list")`
    : names.join(glue);
}
