import { Client } from 'pg';
import { startTestApp, type TestApp } from '../support/app.ts';
import { createTestDatabase } from '../support/database.ts';
import { NodeProcess } from './node-process.ts';

/** A database with a server of ours on it, to which a test adds worker processes. */
export interface FleetTest extends AsyncDisposable {
  /** API and subscriptions, whichever node does the work. */
  server: TestApp;
  /** SQL past the program. */
  sql: Client;
  /** Starts a worker process and waits until it is ready. */
  startWorker(env?: Record<string, string>): Promise<NodeProcess>;
}

/** What the tasks of `program/fault-tasks.ts` look at and leave behind. */
const world = `
  create schema test;
  create table test.door (name text primary key);
  create table test.effect (id int generated always as identity primary key, what text not null);
  create table test.flood (lines int not null);
  create table test.row (by int);
  insert into test.row values (null);`;

export async function startFleetTest(): Promise<FleetTest> {
  const database = await createTestDatabase();
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(world);
  const server = await startTestApp({ databaseUrl: database.url, env: { ROLE: 'server' } });
  const workers: NodeProcess[] = [];
  return {
    server,
    sql,
    async startWorker(env) {
      const worker = new NodeProcess({ role: 'worker', databaseUrl: database.url, env });
      workers.push(worker);
      await worker.ready;
      return worker;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
      await server[Symbol.asyncDispose]();
      await sql.end();
      await database.close();
    },
  };
}

/** Starts a task now; the id of its run. */
export async function runTask({ server }: FleetTest, name: string): Promise<string> {
  const { runTaskNow } = await server.query<{ runTaskNow: { run: { id: string } } }>(
    'mutation ($name: ID!) { runTaskNow(name: $name) { run { id } } }',
    { name },
  );
  return runTaskNow.run.id;
}

/** Opens a door that a task waits at. */
export const open = ({ sql }: FleetTest, door: string) =>
  sql.query('insert into test.door values ($1)', [door]);
