import { request, type Server } from './client.ts';
import { documents, type Facility, type Node } from './documents.ts';
import { headline, when } from './format.ts';
import { table, type Cell } from './layout.ts';
import { columns, paint, print, printJson } from './output.ts';

/** `nodes`: one line a process of the program. */
export async function nodes(server: Server, options: { json?: boolean }): Promise<number> {
  const answer = await request<{ facility: Facility; nodes: Node[] }>(server, documents.nodes);
  if (options.json) {
    await printJson(answer);
    return 0;
  }
  const { facility } = answer;
  await print(headline(facility));
  await print(
    table(
      ['NODE', 'ROLE', 'VERSION', 'STARTED', 'HEARTBEAT', 'STATE', 'RUNNING'],
      answer.nodes.map((node) => row(node, facility)),
      columns(),
      paint,
    ),
  );
  return 0;
}

function row(node: Node, { now, timeZone }: Facility): Cell[] {
  const runs = node.runs.map(({ id, task }) => `${task.name} (run ${id})`);
  return [
    { text: node.name, style: 'bold' },
    { text: node.role },
    { text: node.version },
    { text: when(node.startedAt, now, timeZone) },
    { text: when(node.lastHeartbeatAt, now, timeZone) },
    node.silent ? { text: 'silent', style: 'red' } : { text: 'alive', style: 'green' },
    runs.length > 0 ? { text: runs.join(', ') } : { text: 'nothing', style: 'dim' },
  ];
}
