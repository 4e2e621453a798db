import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A migrated, empty database of this test's own on the run's PostgreSQL. */
export interface TestDatabase {
  url: string;
  /** Removes it, connections included. */
  close(): Promise<void>;
}

/** Copies the template: some tens of milliseconds, so each file (or test) can have its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name} template ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, close: () => administer(`drop database ${name} with (force)`) };
}

async function administer(statement: string): Promise<void> {
  const server = new URL(inject('templateUrl'));
  server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href });
  await client.connect();
  try {
    // CREATE DATABASE refuses while another file copies the template; they take turns instead.
    await client.query(`select pg_advisory_lock(1)`);
    await client.query(statement);
  } finally {
    await client.end();
  }
}
