import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sample } from './sample.ts';
import { columnsOf, continueIds } from './tables.ts';

/** Copies written by one statement: some ten thousands of rows, so that none takes longer than seconds. */
const copiesAtOnce = 10;

/** Between the ids of a record and of its next copy: more than any table of the sample has rows. */
const stride = 10_000;

/**
 * Makes a written sample `times` as large: every proposal gets copies with all that came of it, for the same people,
 * places and cycles. So each state and each task's work grow by the same factor.
 */
export async function multiply(tx: EntityManager, sample: Sample, times: number): Promise<void> {
  const copied = [
    sample.proposals,
    sample.requests,
    sample.projects,
    sample.submissions,
    sample.allocations,
    sample.renewals,
    sample.materials,
    sample.sessions,
    sample.reviews,
  ];
  const tables = copied.map(({ entity }) => columnsOf(tx, entity));
  const own = new Set(tables.map(({ table }) => table));
  const pairs = [
    sample.proposalAreas,
    sample.submissionTechniques,
    sample.projectTechniques,
    sample.projectMembers,
  ];
  const statements = [
    ...tables.map(({ table, columns }) => copyOf(table, ['id', ...columns.values()], own)),
    ...pairs.map(({ table, left, right }) => copyOf(table, [left, right], own)),
  ];
  for (const statement of statements) {
    for (let from = 1; from < times; from += copiesAtOnce) {
      await tx.execute(statement, [from, Math.min(from + copiesAtOnce, times) - 1, stride]);
    }
  }
  await continueIds(tx, [...own]);
}

/** Copies a table's first rows: what is copied, too, is referred to in the same copy; codes stay unique. */
function copyOf(table: string, columns: string[], own: ReadonlySet<string>): string {
  const names = [...new Set(columns)];
  const values = names.map((name) => {
    const refers = name === 'id' || own.has(name.replace(/_id$/, ''));
    if (refers) return `"${name}" + copy * stride`;
    return name === 'code' ? `code || '-' || copy` : `"${name}"`;
  });
  const list = names.map((name) => `"${name}"`).join(', ');
  const identity = names.includes('id') ? 'overriding system value' : '';
  const original = names.includes('id') ? 'id' : names[0];
  return `insert into "${table}" (${list}) ${identity}
    select ${values.join(', ')} from "${table}", generate_series(?::int, ?::int) as copy, (select ?::bigint as stride) as s
    where "${original}" < stride`;
}
