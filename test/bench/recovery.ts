/**
 * How soon a run that was killed in its middle (kill -9 of its worker) goes on: on another node, counted from the
 * kill; and on the only node, counted from its start. Each until the run that makes up for it has written a line.
 * The floor is what any run takes from Run now to its first line.
 * Run: npm run bench:recovery
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { NodeProcess } from '../fleet/node-process.ts';
import { asAdmin } from '../support/token.ts';

const tries = 3;
const task = 'fault.Patient';
const hasLine = 'exists (select 1 from log_line where run_id = run.id)';
const floors: number[] = [];
const folder = await mkdtemp(join(tmpdir(), 'uso-recovery-'));
const postgres = await startEmbeddedPostgres(folder);
const sql = new Client({ connectionString: postgres.url });
try {
  await ownDatabase(postgres.url);
  await sql.connect();
  await sql.query(
    `create schema test; create table test.door (name text primary key);
     create table test.effect (id int generated always as identity primary key, what text not null)`,
  );
  await using server = new NodeProcess({ role: 'server', databaseUrl: postgres.url });
  const url = await server.ready;

  const elsewhere = [];
  const alone = [];
  for (let turn = 0; turn < tries; turn += 1) {
    elsewhere.push(await recover(url, false));
    alone.push(await recover(url, true));
  }
  print('floor, from Run now to the first line', floors);
  print('killed, goes on on another node', elsewhere);
  print('killed, goes on when its only node is back', alone);
} finally {
  await sql.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Kills a worker in the middle of a run; the ms until the run goes on. */
async function recover(url: string, alone: boolean): Promise<number> {
  const startWorker = () => new NodeProcess({ role: 'worker', databaseUrl: postgres.url });
  await using first = startWorker();
  await first.ready;
  const pressed = performance.now();
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asAdmin },
    body: JSON.stringify({ query: `mutation { runTaskNow(name: "${task}") { run { id } } }` }),
  });
  await untilRun(`state = 'RUNNING' and attempt = 1 and ${hasLine}`);
  floors.push(performance.now() - pressed);

  await using second = alone ? null : startWorker();
  await second?.ready;
  let began = performance.now();
  first.signal('SIGKILL');
  await first.ended;
  if (alone) began = performance.now();
  await using third = alone ? startWorker() : null;
  await untilRun(`state = 'RUNNING' and attempt = 2 and ${hasLine}`);
  const took = performance.now() - began;

  await sql.query(`insert into test.door values ('patient')`);
  await untilRun(`state = 'SUCCEEDED' and attempt = 2`);
  const last = second ?? third;
  last?.signal('SIGTERM');
  await last?.ended;
  await sql.query('delete from test.door; delete from run');
  return took;
}

async function untilRun(condition: string): Promise<void> {
  for (;;) {
    const { rows } = await sql.query(`select 1 from run where task = '${task}' and ${condition}`);
    if (rows.length > 0) return;
    await delay(20);
  }
}

function print(what: string, times: number[]): void {
  const mean = average(times);
  const each = times.map((time) => (time / 1_000).toFixed(1)).join(', ');
  const ratio = (mean / average(floors)).toFixed(1);
  process.stdout.write(`${what}: ${(mean / 1_000).toFixed(1)} s (${each}), ${ratio} x the floor\n`);
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
