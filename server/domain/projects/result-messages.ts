import type { EntityManager } from '@mikro-orm/postgresql';
import type { Message } from '../notifications/notify.ts';
import { nameOfCycle } from './name-of-cycle.ts';

/** What a project got on one facility. */
export interface Grant {
  acronym: string;
  /** Null when beam time is booked on request. */
  shifts: number | null;
  flexible: boolean;
}

/** A project in one of its cycles, as its spokesperson is told of it. */
export interface ProjectResult {
  spokespersonId: string;
  code: string;
  title: string;
  cycle: string;
  grants: readonly Grant[];
}

const keyOf = ({ projectId, cycleId }: { projectId: string; cycleId: string }) => `${projectId} ${cycleId}`;

/** What projects got in cycles: one result for each pair, with all facilities that were not declined. */
export async function readResults(
  em: EntityManager,
  pairs: readonly { projectId: string; cycleId: string }[],
): Promise<{ resultOf(pair: { projectId: string; cycleId: string }): ProjectResult }> {
  const rows = await em.execute<
    (Omit<ProjectResult, 'cycle'> & {
      projectId: string;
      cycleId: string;
      startDate: string;
      endDate: string;
    })[]
  >(
    `select p.id as "projectId", c.id as "cycleId", p.spokesperson_id as "spokespersonId", p.code, p.title,
            c.start_date::text as "startDate", c.end_date::text as "endDate",
            coalesce(
              jsonb_agg(
                jsonb_build_object(
                  'acronym', f.acronym,
                  'shifts', case when f.flex_schedule then null else a.shifts end,
                  'flexible', f.flex_schedule
                ) order by f.acronym
              ) filter (where f.id is not null),
              '[]'
            ) as grants
     from jsonb_to_recordset(?::jsonb) as w ("projectId" bigint, "cycleId" bigint)
       join project p on p.id = w."projectId"
       join cycle c on c.id = w."cycleId"
       left join allocation a on a.project_id = p.id and a.cycle_id = c.id and not a.declined
       left join facility f on f.id = a.facility_id
     group by p.id, c.id`,
    [JSON.stringify([...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()])],
  );
  const results = new Map(rows.map((row) => [keyOf(row), { ...row, cycle: nameOfCycle(row) }]));
  return {
    resultOf(pair) {
      const result = results.get(keyOf(pair));
      if (!result) throw new Error(`Project ${pair.projectId} is gone`);
      return result;
    },
  };
}

/** Tells a project's spokesperson what it got. */
export function successMessage(result: ProjectResult, dedupeKey: string): Message {
  const { spokespersonId, code, title, cycle, grants } = result;
  return {
    to: { user: spokespersonId },
    template: 'submission-success',
    level: 'IMPORTANT',
    data: { code, title, cycle, facilities: grants },
    dedupeKey,
  };
}

/** A rejected submission, as its spokesperson is told of it. */
export interface Rejection {
  id: string;
  code: string;
  title: string;
  spokespersonId: string;
  cycle: string;
  comments: string;
}

/** Tells a proposal's spokesperson that a submission was rejected, and what the reviewers remarked. */
export function failureMessage({ id, spokespersonId, ...data }: Rejection): Message {
  const { code, title, cycle, comments } = data;
  return {
    to: { user: spokespersonId },
    template: 'submission-fail',
    level: 'IMPORTANT',
    data: { code, title, cycle, comments },
    dedupeKey: `submission-fail:${id}`,
  };
}
