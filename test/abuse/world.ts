import type { ConsoleRole } from '../../server/access/roles.ts';
import { anAccount, aToken, signInByLink, withPassword } from '../access/support.ts';
import { aCycle, aSubmission, aTrack, aUser } from '../domain/support/world.ts';
import { sql } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { watchOver } from './unharmed.ts';

/** Who may ask, by the token that they send. */
export type Tokens = Record<ConsoleRole, { authorization: string }>;

/** A program with something of everything in it, and people and programs who may use it. */
export interface World extends AsyncDisposable {
  app: TestApp;
  url: string;
  tokens: Tokens;
  /** Of a person who may see and not change anything. */
  session: { id: string; cookie: string };
  /** Of a person who has no role. */
  roleless: { cookie: string };
  /** An account with a password. */
  password: { email: string; password: string };
}

/** The one task; it has one run, which has ended. */
export const task = 'demo.Task';

/**
 * Starts a program to attack, and makes what else a test needs in it. It is looked at when it is left: see
 * `unharmed.ts`.
 */
export async function startWorld(
  prepare: (app: TestApp) => Promise<unknown> = async () => undefined,
  env: Record<string, string> = {},
): Promise<World> {
  // These tests are a proxy that tells where each request comes from.
  const app = await startTestApp({ env: { ROLE: 'server', TRUSTED_PROXIES: '127.0.0.1', ...env } });
  await fill(app);
  const tokens: Partial<Tokens> = {};
  for (const role of ['admin', 'operator', 'viewer'] as const) {
    const { authorization } = await aToken(app, { name: `A token of ${role}`, role });
    tokens[role] = { authorization };
  }
  const viewer = await anAccount(app, { name: 'Vera Rubin', email: 'vera@pls.example' });
  const cookie = await signInByLink(app, viewer.link);
  const guest = await anAccount(app, { name: 'Guest', email: 'guest@pls.example' });
  const guestCookie = await signInByLink(app, guest.link);
  await app.query('mutation ($id: ID!) { setAccountRole(id: $id, role: null) { id } }', { id: guest.id });
  const owner = { email: 'owner@pls.example', password: 'correct horse battery staple' };
  await withPassword(app, (await anAccount(app, { name: 'Owner', email: owner.email })).link, owner.password);
  await prepare(app);

  const { expectUnharmed } = await watchOver(app);
  return {
    app,
    url: app.url,
    tokens: tokens as Tokens,
    session: { id: viewer.id, cookie },
    roleless: { cookie: guestCookie },
    password: owner,
    async [Symbol.asyncDispose]() {
      await using _stopped = app;
      await expectUnharmed();
    },
  };
}

async function fill(app: TestApp): Promise<void> {
  const { orm } = app.app;
  await aSubmission(orm, { cycle: await aCycle(orm), track: await aTrack(orm) });
  await aUser(orm, { firstName: 'Marie', lastName: 'Curie' });
  await sql(
    app,
    `insert into task (name, position, label, description, keep_runs, timeout, registered_at)
     values (?, 1, 'Task', 'For tests.', 10, 'PT30M', '2027-01-15T16:00:00Z')`,
    [task],
  );
  await sql(
    app,
    `insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at)
     values (?, 'SUCCEEDED', 'MANUAL', now(), now(), now(), now())`,
    [task],
  );
  await sql(
    app,
    `insert into log_line (run_id, seq, at, level, message)
     select run.id, seq, now(), 'INFO', 'Line ' || seq from run, generate_series(1, 100) as seq`,
  );
  await sql(
    app,
    `insert into notification (email, kind, level, subject, body, html, dedupe_key, queued_at, next_attempt_at, state)
     values ('who@pls.example', 'review-request', 'INFO', 'Please review', 'Dear', '<p>Dear</p>', 'one', now(), now(), 'FAILED')`,
  );
}
