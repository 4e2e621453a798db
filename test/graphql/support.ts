import { projectRoot } from '../../server/root.ts';
import type { TestApp } from '../support/app.ts';

/** What a caller may never see: stacks, paths, SQL and the words of the database or of libraries. */
const internals = [
  /node_modules|file:\/\/|\.[jt]s:\d+|\bat (?:async )?[\w.<>]+ (?:\[|\(|&lt;)|ENOENT/,
  /\b(?:select|insert into|update|delete from) ["\w]|(?:relation|column|constraint) ["\\]/i,
  /postgres|mikro|graphile|express|body-parser/i,
];

/** The part of an answer that tells of the inside; null for a clean answer. */
export function leak(answer: string): string | null {
  if (answer.includes(projectRoot)) return projectRoot;
  return internals.map((pattern) => pattern.exec(answer)?.[0]).find((found) => found !== undefined) ?? null;
}

/** The extensions of each error of an operation over HTTP, after a look for internals in the whole answer. */
export async function refusals(
  app: TestApp,
  query: string,
  variables: object = {},
): Promise<{ code: string; field?: string }[]> {
  const answer = await app.request<unknown>(query, variables);
  const text = JSON.stringify(answer);
  if (leak(text)) throw new Error(`An answer tells of the inside: ${text}`);
  return answer.errors?.map(({ extensions }) => extensions) ?? [];
}

/** A subscription that is known to be listening, and what it sends from then on. */
export interface Watcher<T> {
  /** Reads on until an event is as wanted; rejects when the subscription ends first. */
  until(accept: (data: T) => boolean): Promise<T>;
  /** Every event so far. */
  seen: T[];
  leave(): Promise<void>;
}

/** Subscribes to changes of tasks and says that `prompt` changed until the first event shows that it listens. */
export async function watchTasks<T>(
  app: TestApp,
  query: string,
  variables: Record<string, unknown>,
  prompt: string,
): Promise<Watcher<T>> {
  const events = app.subscribe<T>(query, variables);
  const sql = app.app.orm.em.fork();
  const first = events.next();
  const prompted = () => sql.execute(`select pg_notify('task_changed', ?)`, [prompt]).then(() => false);
  while (!(await Promise.race([first.then(() => true), prompted()])));

  const seen: T[] = [];
  return {
    seen,
    async until(accept) {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`The subscription ended after ${JSON.stringify(seen)}`);
        seen.push(value.data);
        if (accept(value.data)) return value.data;
      }
    },
    async leave() {
      await events.return?.();
    },
  };
}

/** The items of a whole list, read page by page, and the `totalCount` that each page told. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the fields, as in TestApp.query
export async function readList<Node>(
  app: TestApp,
  list: string,
  { args = '', fields = 'id', first = 2 }: { args?: string; fields?: string; first?: number } = {},
): Promise<{ nodes: Node[]; totals: number[] }> {
  const nodes: Node[] = [];
  const totals: number[] = [];
  for (let after: string | null = null; ;) {
    const answer: Record<string, Page<Node>> = await app.query(
      `query ($after: String) { ${list}(first: ${first}, after: $after ${args}) {
         totalCount pageInfo { hasNextPage endCursor } edges { node { ${fields} } } } }`,
      { after },
    );
    const { totalCount, pageInfo, edges } = answer[list]!;
    nodes.push(...edges.map(({ node }) => node));
    totals.push(totalCount);
    if (!pageInfo.hasNextPage) return { nodes, totals };
    after = pageInfo.endCursor;
  }
}

interface Page<Node> {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: Node }[];
}
