import { request, type Server } from './client.ts';
import { documents, type Facility, type TaskRun } from './documents.ts';
import { Problem } from './problem.ts';

/** One run, and in which zone times are to be read. Throws a {@link Problem} when there is none. */
export async function findRun(server: Server, id: string): Promise<{ run: TaskRun; facility: Facility }> {
  const { run, facility } = await request<{ run: TaskRun | null; facility: Facility }>(
    server,
    documents.run,
    { id },
  );
  if (!run) throw unknownRun(id);
  return { run, facility };
}

export function unknownRun(id: string): Problem {
  return new Problem(
    `There is no run ${JSON.stringify(id)}: it never was, or was removed by age; "show NAME" names a task's last runs.`,
  );
}
