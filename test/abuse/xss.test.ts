import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { aToken } from '../access/support.ts';
import { launchBrowser, signIn } from '../browser/browser.ts';
import { sql } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

// Every free text that people, programs and tasks can write is hostile here, and every page that shows some is opened.

const attack = [
  '<img src=x onerror="window.hacked=1">',
  '<svg onload="window.hacked=2"></svg>',
  '"><script>window.hacked=3</script>',
  `<a href="javascript:window.hacked=4" onmouseover='window.hacked=5'>x</a>`,
  '{{constructor.constructor("window.hacked=6")()}}',
  '\u202Egnp.exe\u001B[31m',
  'W'.repeat(300),
].join(' ');
/** The beginning of it as a page shows it when it shows it as text. */
const shown = '<img src=x onerror="window.hacked=1">';

/** Texts by table that anybody may have written; those that have to be different get their id, too. */
const texts: Record<string, string[]> = {
  task: ['label', 'description', 'paused_reason', 'paused_by'],
  run: ['summary', 'error_message', 'error_stack', 'requested_by', 'worker', 'progress_label'],
  log_line: ['message'],
  node: ['name', 'host', 'version'],
  cycle_type: ['name'],
  facility: ['name', 'acronym'],
  track: ['name'],
  subject_area: ['name'],
  technique: ['name'],
  facility_user: ['first_name', 'last_name'],
  proposal: ['title', 'code'],
  submission: ['code'],
  project: ['title', 'code'],
  review: ['comments'],
  facility_request: ['justification', 'procedure'],
  allocation_request: ['justification', 'procedure'],
  allocation: ['justification', 'procedure'],
  notification: ['subject', 'body', 'html', 'last_error'],
  console_account: ['name'],
  api_token: ['name', 'created_by'],
};

let app: TestApp;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const reported: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server', FACILITY_NAME: attack } });
  await seedIfEmpty(app.app.orm.em.fork(), { now: Temporal.Now.instant(), timeZone: 'America/Regina' });
  await aToken(app, { name: 'A token' });
  await sql(
    app,
    `insert into task (name, position, label, description, keep_runs, timeout, registered_at, paused_at, paused_by, paused_reason)
     values ('demo.Task', 1, 'Task', 'For tests.', 10, 'PT30M', '2027-01-15T16:00:00Z', now(), 'Eve', 'Because')`,
  );
  await sql(
    app,
    `insert into run (task, state, trigger, requested_by, worker, summary, error_message, error_stack, progress_label, run_at, queued_at, started_at, finished_at)
     values ('demo.Task', 'FAILED', 'MANUAL', 'x', 'x', 'x', 'x', 'x', 'x', now(), now(), now(), now())`,
  );
  await sql(
    app,
    `insert into log_line (run_id, seq, at, level, message, fields)
     select id, 1, now(), 'INFO', 'x', jsonb_build_object('text', ?::text, 'cycleId', ?::text, ?::text, 'x') from run`,
    [attack, attack, attack],
  );
  await sql(
    app,
    `insert into notification (email, kind, level, subject, body, html, last_error, dedupe_key, queued_at, next_attempt_at, state)
     values (?, 'review-request', 'INFO', 'x', 'x', 'x', 'x', 'xss', now(), now(), 'FAILED')`,
    [attack],
  );
  for (const [table, columns] of Object.entries(texts)) {
    const key = table === 'task' ? 'name' : table === 'log_line' ? 'run_id' : 'id';
    const values = columns.map((column) => `${column} = ? || ' ' || ${key}::text`).join(', ');
    await sql(
      app,
      `update ${table} set ${values}`,
      columns.map(() => attack),
    );
  }
  await app.request(
    'mutation { pauseTask(name: "demo.Task", reason: "x") { name } }',
    {},
    { 'user-agent': attack.replaceAll(/[^\x20-\x7e]/g, '') },
  );
  await sql(app, 'update task set paused_reason = ?, paused_by = ?', [attack, attack]);

  browser = await launchBrowser();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('dialog', (dialog) => {
    reported.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== app.url && !request.url().startsWith('data:')) reported.push(`request ${request.url()}`);
  });
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) reported.push(message.text());
  });
  await signIn(page, app);
});
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

const idOf = async (table: string, where = 'true') => {
  const [row] = await sql<{ id: string }>(
    app,
    `select id::text from ${table} where ${where} order by id limit 1`,
  );
  return row!.id;
};

const pages: [string, () => Promise<string> | string][] = [
  ['the list of tasks', () => '/tasks'],
  ['a task', () => '/tasks/demo.Task'],
  ['a run', async () => `/runs/${await idOf('run')}`],
  ['the list of cycles', () => '/cycles'],
  ['a cycle', async () => `/cycles/${await idOf('cycle')}`],
  ['the nodes', () => '/nodes'],
  ['the list of submissions', () => '/submissions'],
  ['a submission', async () => `/submissions/${await idOf('submission')}`],
  ['the list of reviews', () => '/reviews'],
  ['a review', async () => `/reviews/${await idOf('review')}`],
  ['the list of projects', () => '/projects'],
  ['a project', async () => `/projects/${await idOf('project')}`],
  ['the list of allocations', () => '/allocations'],
  ['the list of sessions', () => '/sessions'],
  ['a session', async () => `/sessions/${await idOf('beam_session')}`],
  ['the list of messages', () => '/messages'],
  ['a message', async () => `/messages/${await idOf('notification', `dedupe_key = 'xss'`)}`],
  ['the audit', () => '/audit'],
  ['the accounts', () => '/access'],
  ['the tokens', () => '/access/tokens'],
  ['the own account', () => '/account'],
];

test.each(pages)('%s shows hostile texts as texts', async (_name, path) => {
  reported.length = 0;
  await page.goto(`${app.url}${await path()}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(isShown, shown);
  // What is folded is text, too; what a pointer might set off is set off.
  await page.locator('main details').evaluateAll((folds) => {
    for (const fold of folds) (fold as HTMLDetailsElement).open = true;
  });
  await page.locator('a, img, svg, [title]').evaluateAll((elements) => {
    for (const element of elements) element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
  });
  // However long a word is, the page has the width of its window.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1440);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  expect(await page.locator('main img[src="x"], main script, main [onload], main [onerror]').count()).toBe(0);
  expect(await page.locator('main a[href^="javascript:"]').count()).toBe(0);
  for (const frame of page.frames()) {
    // A frame that may run nothing cannot be asked, either.
    if (frame === page.mainFrame()) continue;
    expect(await frame.frameElement().then((element) => element.getAttribute('sandbox'))).toBe('');
  }
  expect(reported).toEqual([]);
});

/** Whether the page shows a text, or has it in a field to be changed. */
function isShown(text: string): boolean {
  const fields = [...document.querySelectorAll('main input')].map(
    (field) => (field as HTMLInputElement).value,
  );
  return [document.querySelector('main')?.textContent ?? '', ...fields].some((each) => each.includes(text));
}

test('the title of the window is text', async () => {
  await page.goto(`${app.url}/tasks/demo.Task`);
  await page.waitForFunction((text) => document.title.includes(text), shown);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
});
