/**
 * Floods the log: one run with a million lines, then ten runs at once with a hundred thousand each, never awaiting one.
 * Prints lines/s against the floor (the same lines inserted by one connection in batches, in the same database),
 * the memory of worker and server meanwhile, how late other runs started, and how far behind a slow reader was.
 * Run: npm run bench:flood
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { NodeProcess } from '../fleet/node-process.ts';
import { asAdmin } from '../support/token.ts';

const mb = (value: number) => Math.round(value);
const percentile = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'uso-flood-'));
const postgres = await startEmbeddedPostgres(folder);
try {
  await ownDatabase(postgres.url);
  await using server = new NodeProcess({ role: 'server', databaseUrl: postgres.url });
  const url = await server.ready;
  await using worker = new NodeProcess({
    role: 'worker',
    databaseUrl: postgres.url,
    env: { WORKER_CONCURRENCY: '12' },
  });
  await worker.ready;
  const sql = new Client({ connectionString: postgres.url });
  await sql.connect();
  await sql.query(
    'create schema test; create table test.flood (lines int not null); insert into test.flood values (0)',
  );

  const floor = await measureFloor(sql, 1_000_000);
  say(`floor, one connection, batches of 5000: ${Math.round(floor.rate)} lines/s`);
  say(
    `beside it, a commit of one row, ms: median ${percentile(floor.commits, 0.5)}, worst ${percentile(floor.commits, 1)} (${floor.commits.length})`,
  );

  for (const { title, tasks, lines } of [
    { title: 'one run', tasks: ['fault.Flood'], lines: 1_000_000 },
    {
      title: 'ten runs at once',
      tasks: ['fault.Flood', ...Array.from({ length: 9 }, (_, index) => `fault.Flood${index + 1}`)],
      lines: 100_000,
    },
  ]) {
    await sql.query('update test.flood set lines = $1', [lines]);
    const before = { worker: await worker.memory(), server: await server.memory() };
    const most = { ...before };
    const began = performance.now();
    const ids = await Promise.all(tasks.map((task) => runNow(url, task)));
    const reader = follow(url, ids[0]!);
    const over = new AbortController();
    const delays: number[] = [];
    const watching = (async () => {
      while (!over.signal.aborted) {
        delays.push(await delayOfQuickRun(sql, url));
        most.worker = Math.max(most.worker, await worker.memory());
        most.server = Math.max(most.server, await server.memory());
        await delay(250);
      }
    })();
    while (!(await allEnded(sql, ids))) await delay(100);
    const seconds = (performance.now() - began) / 1_000;
    over.abort();
    await watching;
    const read = await reader;
    const total = tasks.length * lines;
    const { rows } = await sql.query<{ state: string; stored: number }>(
      `select state, (select count(*)::int from log_line where run_id = run.id) as stored from run where id = any($1)`,
      [ids],
    );
    say(`\n${title}, ${total} lines`);
    say(`all stored: ${rows.every((row) => row.state === 'SUCCEEDED' && row.stored === lines)}`);
    say(`${Math.round(total / seconds)} lines/s, ${(total / seconds / floor.rate).toFixed(2)} of the floor`);
    say(
      `memory, MB: worker ${mb(before.worker)} -> at most ${mb(most.worker)}, server ${mb(before.server)} -> at most ${mb(most.server)}`,
    );
    say(
      `other runs from pressed to started, ms: median ${percentile(delays, 0.5)}, worst ${percentile(delays, 1)} (${delays.length} runs)`,
    );
    say(
      `a reader who takes 5 ms a batch had all ${read.lines} lines ${Math.round((performance.now() - began) / 1_000 - seconds)} s after the end`,
    );
  }
  await sql.end();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** What this PostgreSQL on this disk takes by itself, and how long others wait for a commit meanwhile. */
async function measureFloor(sql: Client, lines: number): Promise<{ rate: number; commits: number[] }> {
  const beside = new Client({ connectionString: postgres.url });
  await beside.connect();
  await sql.query('create table test.beside (id int generated always as identity)');
  const over = new AbortController();
  const commits: number[] = [];
  const committing = (async () => {
    while (!over.signal.aborted) {
      const began = performance.now();
      await beside.query('insert into test.beside default values');
      commits.push(Math.round(performance.now() - began));
      await delay(100);
    }
  })();
  await sql.query(
    'create table test.floor (run_id bigint, seq int, at timestamptz, level text, message text, fields json, primary key (run_id, seq))',
  );
  const began = performance.now();
  for (let from = 1; from <= lines; from += 5_000) {
    const seqs = Array.from({ length: 5_000 }, (_, index) => from + index);
    await sql.query(
      `insert into test.floor select 1, seq, now(), 'INFO', message, null from unnest($1::int[], $2::text[]) as line (seq, message)`,
      [seqs, seqs.map((seq) => `line ${seq} of ${lines}`)],
    );
  }
  const rate = lines / ((performance.now() - began) / 1_000);
  over.abort();
  await committing;
  await beside.end();
  await sql.query('drop table test.floor');
  return { rate, commits };
}

async function request<T>(url: string, query: string, variables: object): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asAdmin },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: T }).data;
}

async function runNow(url: string, name: string): Promise<string> {
  const { runTaskNow } = await request<{ runTaskNow: { run: { id: string } } }>(
    url,
    'mutation ($name: ID!) { runTaskNow(name: $name) { run { id } } }',
    { name },
  );
  return runTaskNow.run.id;
}

/** Presses Run now and waits for the start; how long that took, in ms. */
async function delayOfQuickRun(sql: Client, url: string): Promise<number> {
  const began = performance.now();
  const id = await runNow(url, 'fault.Quick');
  for (;;) {
    const { rows } = await sql.query(`select 1 from run where id = $1 and state <> 'QUEUED'`, [id]);
    if (rows.length > 0) return Math.round(performance.now() - began);
    await delay(5);
  }
}

async function allEnded(sql: Client, ids: string[]): Promise<boolean> {
  const { rows } = await sql.query<{ ended: boolean }>(
    'select bool_and(finished_at is not null) as ended from run where id = any($1)',
    [ids],
  );
  return rows[0]!.ended;
}

async function follow(url: string, id: string): Promise<{ lines: number }> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: asAdmin,
  });
  let lines = 0;
  const events = client.iterate<{ runLog: { lines: { seq: number }[] } }>({
    query: 'subscription ($id: ID!) { runLog(runId: $id) { lines { seq message } } }',
    variables: { id },
  });
  for await (const { data } of events) {
    for (const { seq } of data!.runLog.lines) {
      lines += 1;
      if (seq !== lines) throw new Error(`line ${seq} came instead of ${lines}`);
    }
    await delay(5);
  }
  await client.dispose();
  return { lines };
}
