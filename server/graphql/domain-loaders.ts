import type { EntityDictionary, EntityName, MikroORM } from '@mikro-orm/postgresql';
import type DataLoader from 'dataloader';
import { arrayLiteral } from '../db/array-literal.ts';
import type { DomainRecord } from '../domain/domain-record.ts';
import { Facility } from '../domain/facilities/facility.entity.ts';
import { User } from '../domain/people/user.entity.ts';
import { AllocationRequest } from '../domain/projects/allocation-request.entity.ts';
import { Allocation } from '../domain/projects/allocation.entity.ts';
import { Material } from '../domain/projects/material.entity.ts';
import { BeamSession } from '../domain/projects/session.entity.ts';
import { FacilityRequest } from '../domain/proposals/proposal.entity.ts';
import { readReviewFacts, type SubmissionFacts } from '../domain/reviews/review-facts.ts';
import { Review } from '../domain/reviews/review.entity.ts';
import { Submission } from '../domain/reviews/submission.entity.ts';
import { loader } from './loader.ts';

/** Reads of the user office's records that a list needs once per row, each for the whole list at once. */
export function createDomainLoaders(orm: MikroORM) {
  const byEntity = new Map<unknown, DataLoader<string, DomainRecord | null>>();

  /** Any record by its id; null when there is none. */
  const record = <Row extends DomainRecord>(entity: EntityName<Row>): DataLoader<string, Row | null> => {
    const known = byEntity.get(entity);
    if (known) return known as DataLoader<string, Row | null>;
    const made = loader<Row | null>(async (ids) => {
      const found = await orm.em.fork().find(entity as EntityName<DomainRecord>, { id: { $in: [...ids] } });
      return new Map(found.map((row) => [row.id, row as Row]));
    }, null);
    byEntity.set(entity, made);
    return made;
  };

  /** The rows that name a record in their column `owner`, in the order of their creation. */
  const owned = <Row extends DomainRecord>(entity: EntityName<Row>, table: string, owner: string) =>
    many(
      entity,
      `select item.*, item.${owner} as of_id from ${table} as item where item.${owner} = any(?::bigint[])
      order by item.id`,
    );

  /** The rows that SQL finds for all ids at once; `of_id` says for which. */
  const many = <Row extends object>(entity: EntityName<Row>, sql: string) =>
    loader<Row[]>(async (ids) => {
      const em = orm.em.fork();
      const rows = await em.execute<{ of_id: string }[]>(sql, [arrayLiteral(ids)]);
      const found = rows.map(({ of_id, ...row }) => ({
        of: of_id,
        row: em.map(entity, row as unknown as EntityDictionary<Row>),
      }));
      return new Map(
        [...Map.groupBy(found, ({ of }) => of)].map(([of, items]) => [of, items.map(({ row }) => row)]),
      );
    }, []);

  /** How many rows of a table each cycle has. */
  const countOf = (table: string) =>
    loader<number>(async (ids) => {
      const rows = await orm.em
        .fork()
        .execute<{ id: string; count: number }[]>(
          `select cycle_id as id, count(*)::int as count from ${table} where cycle_id = any(?::bigint[]) group by 1`,
          [arrayLiteral(ids)],
        );
      return new Map(rows.map(({ id, count }) => [id, count]));
    }, 0);

  /** How many of them are in each state. */
  const countsOf = (table: string) =>
    loader<ReadonlyMap<string, number>>(async (ids) => {
      const rows = await orm.em.fork().execute<{ id: string; state: string; count: number }[]>(
        `select cycle_id as id, state, count(*)::int as count from ${table}
          where cycle_id = any(?::bigint[]) group by 1, 2`,
        [arrayLiteral(ids)],
      );
      return new Map(
        [...Map.groupBy(rows, ({ id }) => id)].map(([id, counts]) => [
          id,
          new Map(counts.map(({ state, count }) => [state, count])),
        ]),
      );
    }, new Map());

  return {
    record,

    submissionCounts: countsOf('submission'),
    reviewCounts: countsOf('review'),
    projectCount: countOf('project'),
    allocationCount: countOf('allocation'),

    /** The names of a proposal's subject areas. */
    areasOfProposal: loader<string[]>(async (ids) => {
      const rows = await orm.em.fork().execute<{ of: string; name: string }[]>(
        `select pa.proposal_id as of, area.name from proposal_area pa join subject_area area on area.id = pa.area_id
          where pa.proposal_id = any(?::bigint[]) order by area.name`,
        [arrayLiteral(ids)],
      );
      return new Map(
        [...Map.groupBy(rows, ({ of }) => of)].map(([of, areas]) => [of, areas.map(({ name }) => name)]),
      );
    }, []),
    requestsOfProposal: owned(FacilityRequest, 'facility_request', 'proposal_id'),

    facilitiesOfSubmission: many(
      Facility,
      `select facility.*, goes.of_id from facility join (
         select distinct st.submission_id as of_id, ft.facility_id
           from submission_technique st join facility_technique ft on ft.id = st.facility_technique_id
          where st.submission_id = any(?::bigint[])) as goes on goes.facility_id = facility.id
        order by facility.acronym`,
    ),
    /** What a submission is decided from. */
    reviewFacts: loader<SubmissionFacts | null>((ids) => readReviewFacts(orm.em.fork(), ids), null),
    reviewsOfSubmission: owned(Review, 'review', 'submission_id'),
    reviewsOfMaterial: owned(Review, 'review', 'material_id'),

    submissionsOfProject: owned(Submission, 'submission', 'project_id'),
    allocationsOfProject: owned(Allocation, 'allocation', 'project_id'),
    requestsOfProject: owned(AllocationRequest, 'allocation_request', 'project_id'),
    materialsOfProject: owned(Material, 'material', 'project_id'),
    sessionsOfProject: many(
      BeamSession,
      `select item.*, item.project_id as of_id from beam_session as item
        where item.project_id = any(?::bigint[]) order by item.start_at, item.id`,
    ),
    teamOfProject: many(
      User,
      `select person.*, member.project_id as of_id
         from project_member member join facility_user person on person.id = member.user_id
        where member.project_id = any(?::bigint[]) order by person.last_name, person.first_name, person.id`,
    ),
  };
}
