/**
 * How soon work goes on after a kill -9 in the middle of a run, from the kill (or from the start of the node that is
 * alone) until the run that makes up for it has written its first line; and how late a due task starts.
 * The floor is Run now on an idle node: the part of it that any start takes.
 * Run: npm run bench:recovery
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { checkDatabase } from '../../server/db/orm.ts';
import { NodeProcess } from '../fleet/node-process.ts';

const tries = 3;
const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'uso-recovery-'));
const postgres = await startEmbeddedPostgres(folder);
try {
  await checkDatabase(postgres.url, postgres.url, true);
  await using server = new NodeProcess({ role: 'server', databaseUrl: postgres.url });
  const url = await server.ready;
  const sql = new Client({ connectionString: postgres.url });
  await sql.connect();
  await sql.query(
    `create schema test; create table test.door (name text primary key);
     create table test.effect (id int generated always as identity primary key, what text not null)`,
  );

  const results: Record<'floor' | 'elsewhere' | 'alone', number[]> = { floor: [], elsewhere: [], alone: [] };
  for (let turn = 0; turn < tries; turn += 1) {
    await sql.query('delete from test.door');
    const first = await startWorker();
    await untilKnown(sql);
    results.floor.push(await timeOf(async () => {
      await runNow(url);
      await untilWritten(sql, 1);
    }));
    const second = await startWorker();
    results.elsewhere.push(await timeOf(async () => {
      first.signal('SIGKILL');
      await untilWritten(sql, 2);
    }));
    second.signal('SIGKILL');
    await second.ended;
    let third: NodeProcess | undefined;
    // A second loss in a row waits for retryAfter, so this one is a run of its own.
    await sql.query(`insert into test.door values ('patient')`);
    third = await startWorker();
    await untilIdle(sql);
    await sql.query('delete from test.door');
    await runNow(url);
    await untilWritten(sql, 1);
    third.signal('SIGKILL');
    await third.ended;
    let fourth: NodeProcess | undefined;
    results.alone.push(await timeOf(async () => {
      fourth = await startWorker();
      await untilWritten(sql, 2);
    }));
    await sql.query(`insert into test.door values ('patient')`);
    await untilIdle(sql);
    fourth?.signal('SIGTERM');
    await fourth?.ended;
  }
  const floor = mean(results.floor);
  say(`floor, Run now on an idle node: ${seconds(floor)} (${results.floor.map(seconds).join(', ')})`);
  for (const [name, text] of [
    ['elsewhere', 'killed, goes on on another node'],
    ['alone', 'killed, goes on from the start of the only node'],
  ] as const) {
    const times = results[name];
    say(`${text}: ${seconds(mean(times))} (${times.map(seconds).join(', ')}), ${(mean(times) / floor).toFixed(0)} x the floor`);
  }
  await sql.end();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
