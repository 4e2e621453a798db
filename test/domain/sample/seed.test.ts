import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { facilityKinds, facilityStates } from '../../../server/domain/facilities/facility.entity.ts';
import { notificationStates } from '../../../server/domain/notifications/notification.entity.ts';
import { User } from '../../../server/domain/people/user.entity.ts';
import { allocationRequestStates } from '../../../server/domain/projects/allocation-request.entity.ts';
import { allocationOrigins } from '../../../server/domain/projects/allocation.entity.ts';
import { materialStates } from '../../../server/domain/projects/material.entity.ts';
import { sessionKinds, sessionStates } from '../../../server/domain/projects/session.entity.ts';
import { proposalStates } from '../../../server/domain/proposals/proposal.entity.ts';
import { decideSubmission } from '../../../server/domain/reviews/decide-submission.ts';
import { readReviewFacts } from '../../../server/domain/reviews/review-facts.ts';
import { reviewKinds } from '../../../server/domain/reviews/review-type.entity.ts';
import { reviewStates } from '../../../server/domain/reviews/review.entity.ts';
import { Submission, submissionStates } from '../../../server/domain/reviews/submission.entity.ts';
import { Track } from '../../../server/domain/reviews/track.entity.ts';
import { sampleFacility } from '../../../server/domain/sample/facility.ts';
import { seedIfEmpty } from '../../../server/domain/sample/seed.ts';
import { useDomainDatabase, wipe } from '../support/domain-database.ts';
import { aUser } from '../support/world.ts';

const time = { now: Temporal.Instant.from('2026-11-25T15:00Z'), timeZone: 'America/Regina' };

const db = useDomainDatabase();

const select = <Row extends object>(sql: string) => db.orm.em.fork().execute<Row[]>(sql);

const seed = () => seedIfEmpty(db.orm.em.fork(), time);

describe('the sample facility', () => {
  let statements: number;

  beforeAll(async () => {
    const before = db.sql.length;
    await seed();
    statements = db.sql.length - before;
  });

  test('has every state and kind of the records', async () => {
    const enums: Record<string, readonly string[]> = {
      'facility.kind': facilityKinds,
      'facility.state': facilityStates,
      'review_type.kind': reviewKinds,
      'proposal.state': proposalStates,
      'submission.state': submissionStates,
      'review.state': reviewStates,
      'material.state': materialStates,
      'allocation.origin': allocationOrigins,
      'allocation_request.state': allocationRequestStates,
      'beam_session.state': sessionStates,
      'beam_session.kind': sessionKinds,
      'notification.state': notificationStates,
    };
    for (const [column, values] of Object.entries(enums)) {
      const [table] = column.split('.');
      const found = await select<{ value: string }>(`select distinct ${column} as value from ${table}`);
      expect(found.map(({ value }) => value).toSorted(), column).toEqual([...values].toSorted());
    }
  });

  test('has 120 people, 500 submissions and hundreds of projects, allocations and sessions', async () => {
    const [counts] = await select(
      `select (select count(*)::int from facility_user) as people,
              (select count(*)::int from submission) as submissions,
              (select count(*) > 1000 from review) as reviews, (select count(*) > 200 from project) as projects,
              (select count(*) > 300 from allocation) as allocations,
              (select count(*) > 200 from beam_session) as sessions`,
    );
    expect(counts).toEqual({
      people: 120,
      submissions: 500,
      reviews: true,
      projects: true,
      allocations: true,
      sessions: true,
    });
  });

  test('every decision is the one that the reviews lead to, and what is undecided is open', async () => {
    const submissions = await db.orm.em.fork().findAll(Submission);
    const facts = await readReviewFacts(
      db.orm.em.fork(),
      submissions.map(({ id }) => id),
    );
    for (const { id, code, approved, comments } of submissions) {
      const last = decideSubmission(facts.get(id)!).at(-1)!;
      if (approved !== null) {
        expect(last, code).toMatchObject({ do: approved ? 'approve' : 'reject', comments });
      }
    }
  });

  test('each thing lies within what it belongs to', async () => {
    const strays: Record<string, string> = {
      'a told submission without its time, or the other way round': `submission
        where (state = 'COMPLETE') <> (notified_at is not null)`,
      'a told approved submission without project': `submission where state = 'COMPLETE' and approved and project_id is null`,
      'a cycle told before its allocation': `cycle where results_notified_at::date <= alloc_date`,
      'an untold submission of a told call': `submission s join cycle c on c.id = s.cycle_id
        join track t on t.id = s.track_id
        where t.require_call and c.results_notified_at is not null and s.state <> 'COMPLETE'`,
      'an allocation outside its project': `allocation a join project p on p.id = a.project_id
        join cycle c on c.id = a.cycle_id where c.start_date < p.start_date or c.end_date - 1 > p.end_date`,
      'shifts granted where they are booked on demand': `allocation a join facility f on f.id = a.facility_id
        where f.flex_schedule and a.shifts > 0`,
      'a session without beam time': `beam_session s where not exists (
        select from allocation a join cycle c on c.id = a.cycle_id
        where a.project_id = s.project_id and a.facility_id = s.facility_id and not a.declined
          and (s.start_at at time zone 'America/Regina')::date >= c.start_date
          and (s.start_at at time zone 'America/Regina')::date < c.end_date)`,
      'two sessions at one place at one time': `beam_session a join beam_session b
        on a.facility_id = b.facility_id and a.id < b.id and a.start_at < b.end_at and b.start_at < a.end_at`,
      'a review by somebody of the team': `review r join reviewer v on v.id = r.reviewer_id
        join facility_user u on u.id = v.user_id join submission s on s.id = r.submission_id
        join proposal p on p.id = s.proposal_id where u.email = any(p.team) or u.id = p.spokesperson_id`,
      'a proposal by somebody who may not use the pool': `submission s join access_pool a on a.id = s.pool_id
        join proposal p on p.id = s.proposal_id join facility_user u on u.id = p.spokesperson_id
        join track t on t.id = s.track_id
        where a.role is not null and not a.role = any(u.roles) or not exists (
          select from access_pool_track x where x.pool_id = a.id and x.track_id = t.id)`,
      'a message about a result that is still to be told': `notification n join submission s
      on n.dedupe_key in ('submission-fail:' || s.id, 'submission-success:' || s.id) where s.state <> 'COMPLETE'`,
      'a submission with another code than its track and proposal give': `submission s
        join track t on t.id = s.track_id join proposal p on p.id = s.proposal_id
        where s.code <> left(t.acronym, 2) || p.code`,
    };
    for (const [what, from] of Object.entries(strays)) {
      const [row] = await select<{ count: number }>(`select count(*)::int as count from ${from}`);
      expect(row?.count, what).toBe(0);
    }
  });

  test('takes one statement for each table and a few more', () => {
    expect(statements).toBeLessThanOrEqual(45);
  });

  test('new records get ids behind those of the sample', async () => {
    expect(Number(await aUser(db.orm))).toBe(121);
    const [row] = await select<{ next: string; projects: string }>(
      `select nextval('project_code') as next, (select count(*) from project) as projects`,
    );
    expect(Number(row?.next)).toBe(Number(row?.projects) + 1);
  });
});

describe('seeding', () => {
  beforeEach(() => wipe(db.orm));

  test('the same day gives the same facility', () => {
    const made = () => {
      const sample = sampleFacility({ ...time, today: Temporal.PlainDate.from('2026-11-25') });
      return JSON.stringify(sample.tables().map(({ rows }) => rows));
    };
    expect(made()).toBe(made());
  });

  test('a database that has any data is left as it is', async () => {
    await aUser(db.orm);
    expect(await seed()).toBe(false);
    expect(await db.orm.em.fork().count(User)).toBe(1);
    expect(await db.orm.em.fork().count(Track)).toBe(0);
  });

  test('two starts at once seed once', async () => {
    const seeded = await Promise.all([seed(), seed()]);
    expect(seeded.filter(Boolean)).toEqual([true]);
    expect(await db.orm.em.fork().count(Submission)).toBe(500);
  });

  test('a larger sample has every proposal with all that came of it as many times', async () => {
    const today = time.now.toZonedDateTimeISO(time.timeZone).toPlainDate();
    const sample = sampleFacility({ ...time, today });
    await seedIfEmpty(db.orm.em.fork(), { ...time, times: 12 });
    const [row] = await select(
      `select (select count(*)::int from submission) as submissions, (select count(*)::int from review) as reviews,
              (select count(*)::int from project) as projects,
              (select count(*)::int from project_member) as members,
              (select count(distinct s.proposal_id)::int from submission s) as proposals,
              (select count(*)::int from review r join submission s on s.id = r.submission_id
                where s.cycle_id <> r.cycle_id) as mixed,
              (select count(*)::int from facility_user) as people`,
    );
    const rows = (table: { rows: unknown[] }) => table.rows.length;
    expect(row).toEqual({
      submissions: 12 * 500,
      reviews: 12 * rows(sample.reviews),
      projects: 12 * rows(sample.projects),
      members: 12 * rows(sample.projectMembers),
      proposals: 12 * new Set(sample.submissions.rows.map(({ proposal }) => proposal)).size,
      mixed: 0,
      people: 120,
    });
    const known = await select<{ table: string; rows: number }>(
      `select relname as table, reltuples::int as rows from pg_class where relname in ('review', 'submission')`,
    );
    expect(
      Object.fromEntries(known.map(({ table, rows }) => [table, rows])),
      'what queries are planned by',
    ).toEqual({
      review: 12 * rows(sample.reviews),
      submission: 12 * 500,
    });
  });
});
