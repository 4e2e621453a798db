/**
 * How the tasks of the review and project lifecycle scale: 1,000, 10,000 and 100,000 submissions of one call go from
 * their first review to the message about the result. For each step its time, how often it is the one at the size
 * before (linear: 10), and how often a bare update of the rows that it is about, right after it, in the same database.
 * Between the steps people answer the reviews, and everything passes. Two people hold each role: a message lists all
 * reviews of a role to each of its holders, so with more of them the messages are what is measured.
 * Run: npm run bench:scale
 */
import { MikroORM } from '@mikro-orm/postgresql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { migrate } from '../../server/db/orm.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { domainEntities } from '../../server/domain/entities.ts';
import type { DomainLog } from '../../server/domain/log.ts';
import { queueMessages } from '../../server/domain/notifications/queue-messages.ts';
import { createCallProjects } from '../../server/domain/projects/create-call-projects.ts';
import { notifyProjects } from '../../server/domain/projects/notify-projects.ts';
import { advanceReviews } from '../../server/domain/reviews/advance-reviews.ts';
import { startReviews } from '../../server/domain/reviews/start-reviews.ts';
import { addCycles, addFoundation } from '../../server/domain/sample/foundation.ts';
import { addPeople } from '../../server/domain/sample/people.ts';
import { Sample } from '../../server/domain/sample/sample.ts';
import { columnsOf, continueIds, writeTables } from '../../server/domain/sample/tables.ts';
import { ormOptions } from '../../server/mikro-orm.config.ts';

const sizes = [1_000, 10_000, 100_000];
const timeZone = 'America/Regina';
const today = Temporal.PlainDate.from('2026-11-25');
const silent = async () => undefined;
const log: DomainLog = { debug: silent, info: silent, warn: silent, error: silent };

const folder = await mkdtemp(join(tmpdir(), 'uso-scale-'));
const postgres = await startEmbeddedPostgres(folder);
const before = new Map<string, number>();
try {
  await ownDatabase(postgres.url);
  // No limit on the time of one statement, as tasks have it.
  const orm = await MikroORM.init(ormOptions(postgres.url, { driverOptions: {} }));
  await migrate(orm, postgres.url);
  try {
    for (const size of sizes) await measure(orm, size);
  } finally {
    await orm.close();
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(orm: MikroORM, size: number): Promise<void> {
  const dates = await load(orm, size);
  process.stdout.write(`${size.toLocaleString('en')} submissions\n`);
  const at = (day: Temporal.PlainDate) => {
    const now = day.toZonedDateTime({ timeZone, plainTime: '12:00' }).toInstant();
    return { today: day, now, timeZone, log, notify: queueMessages({ now, timeZone }) };
  };
  const em = () => orm.em.fork();
  const review = at(dates.closeDate.add({ days: 1 }));
  const submissions = 'update submission set updated_at = now()';
  const reviews = `update review set updated_at = now() where state = 'OPEN'`;

  await step(orm, size, 'Advance: first reviews', submissions, () => advanceReviews(em(), review));
  await step(orm, size, 'Start: first reviews', reviews, () => startReviews(em(), review));
  await answer(orm);
  await step(orm, size, 'Advance: next stage', submissions, () => advanceReviews(em(), review));
  await step(orm, size, 'Start: next stage', reviews, () => startReviews(em(), review));
  await answer(orm);
  await step(orm, size, 'Advance: decisions', submissions, () => advanceReviews(em(), review));
  await step(orm, size, 'CreateCallProjects', submissions, () =>
    createCallProjects(em(), at(dates.allocDate)),
  );
  const told = at(dates.allocDate.add({ days: 1 }));
  await step(orm, size, 'NotifyProjects', submissions, () => notifyProjects(em(), told));
}

/** Times a step, then the bare update, and prints both ratios and what the step says it did. */
async function step(
  orm: MikroORM,
  size: number,
  name: string,
  bare: string,
  run: () => Promise<object>,
): Promise<void> {
  let result = {};
  const took = await time(async () => {
    result = await run();
  });
  const floor = await time(() => write(orm, bare));
  const earlier = before.get(name);
  before.set(name, took);
  const columns = [
    `  ${name}`.padEnd(26),
    `${(took / 1_000).toFixed(2)} s`.padStart(10),
    (earlier === undefined ? '' : `x ${(took / earlier).toFixed(1)}`).padStart(8),
    `${(took / floor).toFixed(1)} x bare update`.padStart(20),
  ];
  process.stdout.write(`${columns.join('')}   ${JSON.stringify(result)}\n`);
}

async function time(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function write(orm: MikroORM, statement: string): Promise<void> {
  await orm.em.fork().transactional(async (tx) => {
    await tx.execute(statement);
  });
}

/** Reviewers answer everything that is open, and nobody minds. */
async function answer(orm: MikroORM): Promise<void> {
  await write(
    orm,
    `update review set state = 'SUBMITTED', is_complete = true, score = 2, submitted_at = now() where state = 'OPEN'`,
  );
}

/** The sample's people, places and tracks, and in one of its cycles as many submissions on General Access. */
async function load(orm: MikroORM, size: number) {
  const sample = new Sample({ today, now: Temporal.Instant.from('2026-11-25T18:00Z'), timeZone });
  addFoundation(sample);
  addPeople(sample);
  addCycles(sample);
  const holders = sample.users.rows.filter(({ roles }) => roles.includes('reviewer'));
  for (const user of holders.slice(2)) user.roles = user.roles.filter((role) => role !== 'reviewer');
  const cycle = sample.cycles.rows.find(({ startDate }) => startDate.toString() === '2027-01-01')!;
  await orm.em.fork().transactional(async (tx) => {
    const tables = domainEntities.map((entity) => `"${columnsOf(tx, entity).table}"`);
    await tx.execute(`truncate ${tables.join(', ')} cascade`);
    await writeTables(tx, sample.tables(), sample.pairs(), sample.time.now);
    for (const statement of submissionsOf(size, cycle.id)) await tx.execute(statement);
    await continueIds(tx, ['proposal', 'facility_request', 'submission']);
  });
  await orm.em.fork().execute('analyze');
  return cycle;
}

/** Each asks one beamline that has reviewers, in turn; General Access is the first track, General Users the first pool. */
function submissionsOf(size: number, cycle: number): string[] {
  return [
    `insert into proposal (id, code, title, spokesperson_id, state, samples) overriding system value
   select n, 'P' || n, 'Structure and dynamics ' || n, 1 + n % 120, 'SUBMITTED', '[{"name": "Powder", "hazards": []}]'
   from generate_series(1, ${size}) as n`,
    `insert into submission (id, code, proposal_id, track_id, pool_id, cycle_id) overriding system value
   select n, 'GAP' || n, n, 1, 1, ${cycle} from generate_series(1, ${size}) as n`,
    `with offer as (
     select ft.id, ft.facility_id, row_number() over (order by ft.id) - 1 as place, count(*) over () as places
     from facility_technique ft join facility f on f.id = ft.facility_id where f.state = 'OPERATING'
   ), technique as (
     insert into submission_technique (submission_id, facility_technique_id)
     select n, offer.id from generate_series(1, ${size}) as n join offer on offer.place = n % offer.places
   )
   insert into facility_request (proposal_id, facility_id, shifts)
   select n, offer.facility_id, 6 from generate_series(1, ${size}) as n join offer on offer.place = n % offer.places`,
  ];
}
