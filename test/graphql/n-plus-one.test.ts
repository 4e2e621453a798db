import { parse, print, separateOperations } from 'graphql';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../server/root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';

/** One of the console's own operations, with the fragments it uses and no others. */
async function consoleOperation(path: string, name: string): Promise<string> {
  const texts = await Promise.all(
    ['components/facts.graphql', path].map((file) => readFile(join(projectRoot, 'client', file), 'utf8')),
  );
  const operation = separateOperations(parse(texts.join('\n')))[name];
  if (!operation) throw new Error(`client/${path} has no operation ${name}.`);
  return print(operation);
}

/** Tasks with a success, a failure and a running run each, and two lines to every run. */
const addTasks = (from: number, to: number) => `
  with tasks as (
    insert into task (name, position, label, description, every, at, retry_after, keep_runs, timeout,
                      registered_at, anchor_day, next_run_at, retired_at)
    select 'demo.Task' || n, n, 'Task ' || n, 'For tests.', 'PT1H', null, 'PT5M', 10, 'PT30M',
           '2027-01-01T00:00:00Z', null, '2027-01-15T17:00:00Z', null
      from generate_series(${from}, ${to}) as n
    returning name, position
  ), runs as (
    insert into run (task, state, trigger, run_at, queued_at, started_at, finished_at, worker)
    select name, state, 'SCHEDULE', at, at, at, case when state <> 'RUNNING' then at + interval '3 s' end, 'node'
      from tasks, unnest(array['FAILED', 'SUCCEEDED', 'RUNNING'],
                         array['2027-01-15T13:00:00Z', '2027-01-15T14:00:00Z', '2027-01-15T15:00:00Z']::timestamptz[])
                  as kind (state, at)
    returning id
  )
  insert into log_line (run_id, seq, at, level, message)
  select id, seq, '2027-01-15T15:00:01Z', 'INFO', 'line ' || seq from runs, generate_series(1, 2) as seq`;

/** Cycles of a type each, with two transitions and a submission whose review has started. */
const addCycles = (from: number, to: number) => `
  with shifts as (
    insert into shift_config (start, duration_hours, number, names)
    values ('08:00', 8, 3, '{Day,Evening,Night}') returning id
  ), types as (
    insert into cycle_type (name, start_month, start_day, duration_months, call_offset_weeks, call_period_weeks,
                            review_weeks, allocation_weeks, open_on, close_on, shift_config_id, active)
    select 'Type ' || n, 7, 1, 6, 21, 4, 6, 2, 2, 2, shifts.id, true
      from shifts, generate_series(${from}, ${to}) as n
    returning id
  ), cycles as (
    insert into cycle (type_id, open_date, close_date, due_date, alloc_date, start_date, end_date, state)
    select id, '2026-12-02', '2027-01-06', '2027-02-17', '2027-03-03', '2027-07-01', '2028-01-01', 'REVIEW' from types
    returning id
  ), track as (
    insert into track (acronym, name) values ('T${from}', 'Track ${from}') returning id
  ), pool as (
    insert into access_pool (code, name) values ('P${from}', 'Pool ${from}') returning id
  ), person as (
    insert into facility_user (username, email, first_name, last_name)
    values ('user${from}', 'user${from}@example.org', 'Ada', 'Example') returning id
  ), proposals as (
    insert into proposal (code, title, spokesperson_id)
    select 'P' || cycles.id, 'Proposal', person.id from cycles, person returning id, code
  ), submissions as (
    insert into submission (code, proposal_id, track_id, pool_id, cycle_id, state)
    select 'GA' || cycles.id, proposals.id, track.id, pool.id, cycles.id, 'STARTED'
      from cycles join proposals on proposals.code = 'P' || cycles.id cross join track cross join pool
  )
  insert into cycle_transition (cycle_id, from_state, to_state, skipped, direction, on_date, at)
  select id, from_state, to_state, '{}', 'FORWARD', '2027-01-06', '2027-01-06T06:00:00Z'
    from cycles, (values ('PENDING', 'OPEN'), ('OPEN', 'REVIEW')) as change (from_state, to_state)`;

const few = 3;
const many = 40;

// A server without workers: every statement it sends is an answer's own.
describe('the statements that an answer costs', () => {
  let app: TestApp;
  const answers = new Map<string, { statements: number[]; texts: string[] }>();

  beforeAll(async () => {
    app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock('2027-01-15T16:00:00Z') });
    const documents = {
      'the list of tasks': await consoleOperation('features/task-list/task-list.graphql', 'TaskList'),
      'the charts of the list': `{ tasks { name recentRuns(first: 2) { id state trigger startedAt duration } } }`,
      'tasks with everything a list could show': `{ tasks(due: false) {
        name due dueReason nextRuns(first: 3) nextRunAtIfRunNow schedule { text }
        activeRun { id lastLine { message } } lastRun { id task { label } logLineCount }
        lastSuccess { id lastLine { message } } lastFailure { id lastLine { message } }
        stats { runs24h failures24h medianDuration p95Duration } } }`,
      'the runs of all tasks': `{ runs(first: 200) { totalCount edges { cursor node {
        id state duration logLineCount lastLine { seq message }
        task { name label due nextRunAt lastRun { id } } } } } }`,
      'the list of cycles': await consoleOperation('features/cycles/cycles.graphql', 'Cycles'),
    };
    const sql = app.app.orm.em.fork();
    for (const [from, to] of [
      [1, few],
      [few + 1, many],
    ] as const) {
      await sql.execute(addTasks(from, to));
      await sql.execute(addCycles(from, to));
      for (const [name, document] of Object.entries(documents)) {
        app.takeSql();
        const text = JSON.stringify(await app.query(document));
        const found = answers.get(name) ?? { statements: [], texts: [] };
        found.statements.push(app.takeSql().length);
        found.texts.push(text);
        answers.set(name, found);
      }
    }
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const occurrences = (text: string, word: string) => text.split(word).length - 1;

  test.each([
    ['the list of tasks', '"schedule"', 1],
    ['the charts of the list', '"duration"', 2],
    ['tasks with everything a list could show', '"dueReason"', 1],
    ['the runs of all tasks', '"cursor"', 3],
    ['the list of cycles', '"nextChange"', 1],
  ])(`of %s are the same for ${few} and for ${many}`, (name, mark, perItem) => {
    const { statements, texts } = answers.get(name)!;
    // Otherwise little was asked, or nothing was counted.
    expect(texts.map((text) => occurrences(text, mark))).toEqual([few * perItem, many * perItem]);
    expect(statements[0]).toBeGreaterThan(0);
    expect(statements[1]).toBe(statements[0]);
  });

  test('pay for answers that hold what was asked: lines, states, transitions', () => {
    const full = (name: string) => answers.get(name)!.texts[1]!;
    // activeRun and lastRun are the same running run here, with its second line each.
    expect(occurrences(full('the list of tasks'), '"message":"line 2"')).toBe(2 * many);
    expect(occurrences(full('tasks with everything a list could show'), 'running since')).toBe(many);
    expect(occurrences(full('the runs of all tasks'), '"message":"line 2"')).toBe(3 * many);
    expect(occurrences(full('the list of cycles'), '"skipped"')).toBe(2 * many);
    expect(occurrences(full('the list of cycles'), '"state":"EVALUATION"')).toBe(many);
  });
});
