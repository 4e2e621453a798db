import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTask, runNow, untilTask } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { anAccount, asSession, aToken, audit, post, signInByLink } from './support.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    clock: new TestClock('2027-01-15T16:00:00Z'),
    tasks: [demoTask({ schedule: { every: 'PT1H' } })],
  });
});
afterAll(() => app[Symbol.asyncDispose]());

const newest = async () => (await audit(app, 'first: 1'))[0]!;

describe('the audit', () => {
  test('has who did what, from where, with the task before and after', async () => {
    const { authorization } = await aToken(app, { name: 'Night shift', role: 'operator' });
    await app.request(
      'mutation { pauseTask(name: "demo.Task", reason: "Moving") { name } }',
      {},
      { authorization, 'user-agent': 'shift-script/2' },
    );
    expect(await newest()).toMatchObject({
      action: 'pauseTask',
      outcome: 'DONE',
      reason: null,
      actor: { kind: 'token', name: 'Night shift', role: 'operator' },
      ip: '127.0.0.1',
      agent: 'shift-script/2',
      subjectType: 'TASK',
      subjectId: 'demo.Task',
      task: 'demo.Task',
      before: { paused: null, scheduleVersion: 1 },
      after: { paused: { reason: 'Moving', by: 'Night shift', until: null }, scheduleVersion: 1 },
    });
    await app.query('mutation { resumeTask(name: "demo.Task") { name } }');
    expect(await newest()).toMatchObject({
      action: 'resumeTask',
      before: { paused: { reason: 'Moving' } },
      after: { paused: null },
    });
  });

  test('has every edit of a schedule', async () => {
    await app.query('mutation { setTaskSchedule(name: "demo.Task", input: { at: "T02:00" }) { name } }');
    expect(await newest()).toMatchObject({
      action: 'setTaskSchedule',
      before: { schedule: null, scheduleVersion: 1 },
      after: { schedule: { at: 'T02:00', every: null, by: 'ADMIN_TOKEN' }, scheduleVersion: 2 },
    });
    await app.query('mutation { resetTaskSchedule(name: "demo.Task") { name } }');
    expect(await newest()).toMatchObject({
      action: 'resetTaskSchedule',
      after: { schedule: null, scheduleVersion: 3 },
    });
  });

  test('has runs that were asked for and that were cancelled', async () => {
    const { id } = await runNow(app, 'demo.Task');
    expect(await newest()).toMatchObject({ action: 'runTaskNow', task: 'demo.Task', after: { run: id } });
    await untilTask(app, 'demo.Task', ({ runs }) => runs.some((run) => run.state === 'SUCCEEDED'));
    const { errors } = await app.request('mutation ($id: ID!) { cancelRun(id: $id) { id } }', { id });
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    expect(await newest()).toMatchObject({
      action: 'cancelRun',
      outcome: 'REFUSED',
      reason: `The run ${id} has ended already (succeeded): there is nothing to cancel.`,
      subjectType: 'RUN',
      subjectId: id,
    });
  });

  test('has what was refused for want of a role', async () => {
    const { authorization } = await aToken(app, { name: 'Reader' });
    const { errors } = await app.request(
      'mutation { pauseTask(name: "demo.Task", reason: "x") { name } }',
      {},
      { authorization },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await newest()).toMatchObject({
      action: 'pauseTask',
      outcome: 'REFUSED',
      reason: 'Reader is a viewer here, and this needs the role operator: ask an administrator.',
      actor: { name: 'Reader' },
      subjectId: 'demo.Task',
    });
  });

  test('has what was refused for its input, whatever that was', async () => {
    await app.request('mutation { pauseTask(name: "demo.Task", reason: "") { name } }');
    expect(await newest()).toMatchObject({
      outcome: 'REFUSED',
      reason: expect.stringMatching(/^reason: it is empty/),
    });
    await app.request('mutation ($name: ID!) { runTaskNow(name: $name) { alreadyActive } }', {
      name: 'no\0ne',
    });
    expect(await newest()).toMatchObject({ outcome: 'REFUSED', subjectId: 'none' });
  });

  test('never has a secret', async () => {
    const { link, id } = await anAccount(app, { email: 'secret@pls.example' });
    const cookie = await signInByLink(app, link);
    await app.request(
      'mutation { changePassword(password: "a very secret password") { id } }',
      {},
      asSession(cookie),
    );
    expect(await newest()).toMatchObject({ action: 'changePassword', outcome: 'DONE', subjectId: id });
    const rows = await sql<{ text: string }>('select audit_entry::text as text from audit_entry');
    for (const { text } of rows) {
      expect(text).not.toContain('a very secret password');
      expect(text).not.toContain(link.split('#link=')[1]);
    }
  });

  test('never has what was typed as an address and is none: it may be a password', async () => {
    await post(app, 'sign-in/email', { email: 'A very secret password', password: '' });
    expect(await newest()).toMatchObject({ action: 'signInFailed', actor: { name: null } });
  });

  test('is found by what, who, about what, outcome and time', async () => {
    const actions = async (args: string) => new Set((await audit(app, args)).map(({ action }) => action));
    expect(await actions('action: "signIn"')).toEqual(new Set(['signIn']));
    expect(await actions('subjectType: TOKEN')).toEqual(new Set(['createToken']));
    expect([...(await actions('task: "demo.Task"'))]).not.toContain('createToken');
    expect((await audit(app, 'search: "night SHIFT"')).map(({ actor }) => actor.name)).toContain(
      'Night shift',
    );
    expect((await audit(app, 'outcome: REFUSED')).every(({ outcome }) => outcome === 'REFUSED')).toBe(true);
    expect(await audit(app, 'until: "2027-01-15T16:00:00Z"')).toEqual([]);
    expect((await audit(app, 'since: "2027-01-15T16:00:00Z"')).length).toBeGreaterThan(0);
    expect(await audit(app, 'search: "%"')).toEqual([]);
  });

  test('may be read by viewers', async () => {
    const { authorization } = await aToken(app, { name: 'Reader' });
    const { errors } = await app.request('{ auditEntries { totalCount } }', {}, { authorization });
    expect(errors).toBeUndefined();
  });
});

test('a change and its entry are one: without the entry there is no change', async () => {
  await sql(`alter table audit_entry add constraint no_more check (action <> 'pauseTask') not valid`);
  try {
    const { errors } = await app.request('mutation { pauseTask(name: "demo.Task", reason: "x") { name } }');
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(await app.query('{ task(name: "demo.Task") { paused { reason } } }')).toEqual({
      task: { paused: null },
    });
  } finally {
    await sql('alter table audit_entry drop constraint no_more');
  }
});

describe('nobody changes what the audit has:', () => {
  const changes = [
    'update audit_entry set action = action',
    'delete from audit_entry',
    'truncate audit_entry',
  ];

  test.each(changes)('not a superuser by %s', async (statement) => {
    await using client = await connect(app.databaseUrl);
    for (const role of ['origin', 'replica']) {
      await client.query(`set session_replication_role = ${role}`);
      await expect(client.query(statement)).rejects.toThrow('The audit is only ever added to.');
    }
  });

  test.each(changes)('not the role that owns the table, which has no right to %s', async (statement) => {
    await using client = await connect(app.databaseUrl);
    await client.query(
      `do $$ begin create role audit_owner; exception when duplicate_object then null; end $$`,
    );
    await client.query('begin');
    await client.query('alter table audit_entry owner to audit_owner');
    await client.query('set local role audit_owner');
    await client.query(`select count(*) from audit_entry`);
    await expect(client.query(statement)).rejects.toThrow('permission denied for table audit_entry');
    await client.query('rollback');
  });
});

const sql = <T>(statement: string): Promise<T[]> => app.app.orm.em.fork().execute(statement);

async function connect(connectionString: string) {
  const client = new Client({ connectionString });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
