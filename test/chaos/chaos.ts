import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { initOrm, migrate } from '../../server/db/orm.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { ormOptions } from '../../server/mikro-orm.config.ts';
import { check, type Verdict } from './checker.ts';
import { Fleet } from './fleet.ts';
import { ChaosRandom } from './random.ts';
import { makeWorld, setClock } from './world.ts';

export interface ChaosOptions {
  minutes: number;
  seed: number;
  /** How many of the tasks take part, 0 to 1. */
  share: number;
  say(line: string): void;
}

/** How long everybody is left alone before the first check, in ms: silence is noticed only after a while. */
const calm = 25_000;
/**
 * How much longer recovery and the making up may take, in ms. A busy machine needs more of it than an idle one; what
 * must never happen is found in what was recorded, however late one looks.
 */
const patience = 120_000;

/**
 * Runs a fleet on a database of its own, does everything to it that can happen, lets it settle and checks
 * what is left. The same seed does the same things in the same order; when they hit what, is up to the machine.
 */
export async function runChaos({ minutes, seed, share, say }: ChaosOptions): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'uso-chaos-'));
  const postgres = await startEmbeddedPostgres(folder);
  const random = new ChaosRandom(seed);
  try {
    await prepare(postgres.url);
    await using fleet = new Fleet(postgres.url, { servers: 1, workers: 3, share });
    await fleet.ready();
    say(`${fleet.nodes.length} nodes are ready; ${minutes} minutes begin, seed ${seed}.`);

    const done: Record<string, number> = {};
    const deeds = deedsOn(postgres.url, folder, fleet, random);
    const pending = new Set<Promise<void>>();
    const end = performance.now() + minutes * 60_000;
    while (performance.now() < end) {
      const name = random.weighted(weights);
      done[name] = (done[name] ?? 0) + 1;
      // Some take a while and may overlap with others. One that meets a database which is away has lost its turn.
      const deed = deeds[name]().catch(() => undefined);
      pending.add(deed);
      void deed.then(() => pending.delete(deed));
      await delay(random.between(200, 2_000));
    }
    await Promise.all(pending);
    say(
      `Done: ${Object.entries(done)
        .map(([name, times]) => `${name} ${times}`)
        .join(', ')}.`,
    );

    await settle(postgres.url, fleet);
    const verdict = await checkUntilKept(postgres.url);
    say('What the nodes reported:');
    for (const line of summary(fleet.problems())) say(`  ${line}`);
    return verdict;
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The most frequent problems, each once with its count; stacks and whatever differs from case to case left out. */
function summary(problems: string[]): string[] {
  const kinds = Map.groupBy(
    problems.filter((line) => !/^\s+at |^\s*[{}\]]|^\s*$/.test(line)),
    (line) =>
      line
        .replaceAll(/[0-9a-f-]{36}|\d+/g, '#')
        .replaceAll(/chaos\.\w+/g, 'chaos.T')
        .slice(0, 200),
  );
  const counted = [...kinds].map(([kind, lines]) => ({ kind, count: lines.length }));
  return counted
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 25)
    .map(({ kind, count }) => `${count} x ${kind}`);
}

async function prepare(url: string): Promise<void> {
  await ownDatabase(url);
  const orm = await initOrm(ormOptions(url));
  await migrate(orm, url);
  await orm.close();
  await withClient(url, (client) => makeWorld(client, new URL(url).pathname.slice(1)));
}

/** What happens to the fleet, and how often compared with each other. */
const weights = {
  work: 30,
  runNow: 20,
  cancel: 10,
  pause: 3,
  override: 3,
  kill: 4,
  freeze: 3,
  stop: 3,
  cutConnections: 4,
  restartPostgres: 1.5,
  crashPostgres: 1.5,
  jumpClock: 0.7,
};

function deedsOn(url: string, folder: string, fleet: Fleet, random: ChaosRandom) {
  const tasks = () =>
    withClient(url, async (client) =>
      (await client.query<{ name: string }>('select name from task order by name')).rows.map(
        ({ name }) => name,
      ),
    );
  const someTask = async () => random.pickAny(await tasks()) ?? '';

  return {
    async work() {
      const names = await tasks();
      await withClient(url, async (client) => {
        for (let i = 0; i < 20; i += 1) {
          await client.query('insert into chaos.work (task) values ($1)', [random.pickAny(names)]);
        }
      });
    },
    async runNow() {
      const name = await someTask();
      const click = () =>
        fleet.request('mutation ($name: ID!) { runTaskNow(name: $name) { run { id } } }', { name });
      await Promise.all([click(), click()]);
    },
    async cancel() {
      const id = await withClient(url, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `select id from run where state = 'RUNNING' or state = 'QUEUED' and run_at <= chaos.clock_timestamp()`,
        );
        return random.pickAny(rows)?.id;
      });
      if (id) await fleet.request('mutation ($id: ID!) { cancelRun(id: $id) { id } }', { id });
    },
    async pause() {
      const name = await someTask();
      await fleet.request('mutation ($name: ID!) { pauseTask(name: $name, reason: "chaos") { name } }', {
        name,
      });
      await delay(random.between(1_000, 20_000));
      await fleet.request('mutation ($name: ID!) { resumeTask(name: $name) { name } }', { name });
    },
    async override() {
      const name = await someTask();
      const every = `PT${random.between(5, 40)}S`;
      await fleet.request(
        'mutation ($name: ID!, $every: String) { setTaskSchedule(name: $name, input: { every: $every }) { name } }',
        { name, every },
      );
      await delay(random.between(1_000, 20_000));
      await fleet.request('mutation ($name: ID!) { resetTaskSchedule(name: $name) { name } }', { name });
    },
    async kill() {
      await fleet.replace(random, 'SIGKILL', random.between(0, 6_000));
    },
    async stop() {
      await fleet.replace(random, 'SIGTERM', 0);
    },
    async freeze() {
      await fleet.freeze(random, random.between(2_000, 40_000));
    },
    async cutConnections() {
      await withClient(url, (client) =>
        client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where application_name like 'uso %' and random() < 0.3`,
        ),
      );
    },
    restartPostgres: () => signalPostgres(folder, 'SIGINT'),
    crashPostgres: () => signalPostgres(folder, 'SIGQUIT'),
    async jumpClock() {
      await withClient(url, (client) => setClock(client, random.pickAny(['1 day', '-1 day']) ?? '0'));
      await delay(random.between(5_000, 15_000));
      await withClient(url, (client) => setClock(client, '0'));
    },
  };
}

/** Lets everything end well: all nodes live, nothing is paused or overridden, the clock is right. */
async function settle(url: string, fleet: Fleet): Promise<void> {
  await untilAnswering(url);
  await fleet.ready();
  await withClient(url, async (client) => {
    await setClock(client, '0');
    const { rows } = await client.query<{ name: string }>(
      'select name from task where paused_at is not null',
    );
    for (const { name } of rows) {
      await fleet.request('mutation ($name: ID!) { resumeTask(name: $name) { name } }', { name });
    }
  });
  await delay(calm);
}

async function checkUntilKept(url: string): Promise<Verdict> {
  const since = performance.now();
  for (;;) {
    const verdict = await withClient(url, check);
    const waited = performance.now() - since;
    if (verdict.violations.length === 0 || waited > patience) {
      verdict.counts['settled after, seconds'] = Math.round((calm + waited) / 1_000);
      return verdict;
    }
    await delay(2_000);
  }
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'chaos' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function untilAnswering(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await withClient(url, async (client) => void (await client.query('select 1')));
    } catch (cause) {
      if (tries > 300) throw cause;
      await delay(100);
    }
  }
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one; the embedded server is started again by itself. */
async function signalPostgres(folder: string, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const pid = Number.parseInt(await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8'), 10);
  process.kill(pid, signal);
  for (let alive = true; alive; await delay(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      alive = false;
    }
  }
}
