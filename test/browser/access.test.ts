import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../server/access/console-account.entity.ts';
import { untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { launchBrowser, openTab, signIn, takeScreenshots, type Somebody } from './browser.ts';
import { reminders, result, row, visible } from './operate-support.ts';

// Who may come in and what they see then, as people meet it: a real server, a real browser, one person a context.

const TASK = '/tasks/reviews.SendReminders';
const PASSWORD = 'four words are enough';

const vera: Somebody = { name: 'Vera Viewer', email: 'vera@pls.example', role: 'viewer' };
const otto: Somebody = { name: 'Otto Operator', email: 'otto@pls.example', role: 'operator' };

let app: TestApp;
let browser: Browser;
/** The administrator's tab. */
let page: Page;
const errors: string[] = [];

const open = (on: Page, path: string) => on.goto(`${app.url}${path}`);
const heading = (on: Page, name: string) => on.getByRole('heading', { level: 1, name }).waitFor();
const link = (on: Page, name: string) => on.getByRole('navigation').getByRole('link', { name });

/** A tab of somebody who is new here. */
const stranger = () => openTab(browser, errors);

async function signInByPassword(on: Page, email: string, password: string): Promise<void> {
  await on.getByRole('textbox', { name: 'Address' }).fill(email);
  await on.getByLabel('Password', { exact: true }).fill(password);
  await on.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(on: Page): Promise<void> {
  await on.getByRole('banner').getByRole('button').first().click();
  await on.getByRole('menuitem', { name: 'Sign out' }).click();
  await on.waitForURL('**/sign-in');
}

/** The operations that a tab sends, by name, and the sockets that it opens. */
function watchTraffic(on: Page): { operations: string[]; sockets: number } {
  const seen = { operations: [] as string[], sockets: 0 };
  on.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return;
    const body = JSON.parse(request.postData() ?? '{}') as { operationName?: string };
    seen.operations.push(String(body.operationName));
  });
  on.on('websocket', () => (seen.sockets += 1));
  return seen;
}

beforeAll(async () => {
  app = await startTestApp({ tasks: [reminders] });
  await untilFinished(app, 'reviews.SendReminders', 1);
  browser = await launchBrowser();
  page = await stranger();
});

afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the first person of an installation', () => {
  test('is shown nothing but the sign-in page, whatever the address, and nothing else is asked', async () => {
    const traffic = watchTraffic(page);
    await open(page, TASK);
    await heading(page, 'Sign in');
    await takeScreenshots(page, 'sign-in');
    expect(page.url()).toBe(`${app.url}${TASK}`);
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(new Set(traffic.operations)).toEqual(new Set(['Viewer']));
    expect(traffic.sockets).toBe(0);
  });

  test('comes in by the link that the start printed, which leaves the address bar, and sets a password', async () => {
    await page.goto(app.app.signInLink!);
    await page.getByRole('button', { name: 'Sign in with this one-time link' }).waitFor();
    expect(page.url()).toBe(`${app.url}/sign-in`);
    await takeScreenshots(page, 'sign-in-link');
    await page.getByRole('button', { name: 'Sign in with this one-time link' }).click();
    await page.waitForURL('**/account?welcome');
    await visible(page, 'Welcome, Local administrator');
    expect(await page.getByRole('link', { name: 'Skip for now' }).getAttribute('href')).toBe('/tasks');
    await takeScreenshots(page, 'welcome');

    const set = page.getByRole('button', { name: 'Set password' });
    await page.getByLabel('New password', { exact: true }).fill('too short');
    expect(await set.isDisabled()).toBe(true);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await set.click();
    await page.waitForURL('**/tasks');
    await visible(result(page), /Your password is set/);
  });

  test('signs out, is told about a wrong password, and comes in with the right one', async () => {
    await open(page, TASK);
    await heading(page, 'Send Review Reminders');
    await signOut(page);
    await heading(page, 'Sign in');
    await page.goBack();
    await heading(page, 'Sign in');
    await signInByPassword(page, 'administrator@console.invalid', 'not the right one');
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/password/i);
    expect(await refusal.evaluate((alert) => alert.parentElement === document.activeElement)).toBe(true);
    await takeScreenshots(page, 'sign-in-refused');
    await signInByPassword(page, 'administrator@console.invalid', PASSWORD);
    await heading(page, 'Send Review Reminders');
    expect(page.url()).toBe(`${app.url}${TASK}`);
  });

  test('cannot use the link a second time, and is told how to get another', async () => {
    const other = await stranger();
    await other.goto(app.app.signInLink!);
    await other.getByRole('button', { name: 'Sign in with this one-time link' }).click();
    await visible(other, /used already/);
    await visible(other, /An administrator of this console can make you another one/);
    await other.getByRole('button', { name: 'Sign in another way' }).click();
    await other.getByLabel('Address').waitFor();
    await other.context().close();
  });

  test('keeps their name and address, and changes the password only with the present one', async () => {
    await open(page, '/account');
    await page.getByLabel('Name', { exact: true }).fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Address' }).fill('not an address');
    await page.getByRole('button', { name: 'Save' }).click();
    await visible(page, /Use an address like/);
    await page.getByRole('textbox', { name: 'Address' }).fill('ada@pls.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await visible(result(page), 'Your name and address are saved.');
    await page.getByRole('banner').getByText('Ada Admin').first().waitFor();

    await page.getByLabel('Present password', { exact: true }).fill('not the present one');
    await page.getByLabel('New password', { exact: true }).fill(`${PASSWORD} again`);
    await page.getByRole('button', { name: 'Set password' }).click();
    await visible(page, /This is not your present password/);
    await takeScreenshots(page, 'account');
    await page.getByLabel('Present password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await visible(result(page), /Your password is set/);
  });
});

test('after too many wrong passwords an account is locked, and the page says for how long', async () => {
  const guesser = await stranger();
  await open(guesser, '/tasks');
  for (let tries = 0; tries < 7; tries += 1) {
    const answered = guesser.waitForResponse('**/auth/sign-in/email');
    await signInByPassword(guesser, 'nobody@pls.example', `guess number ${tries}`);
    await answered;
  }
  await visible(guesser, /Too many tries: this sign-in is locked for \d+ minutes/);
  await guesser.context().close();
});

test('a link to elsewhere is not followed after signing in', async () => {
  const other = await stranger();
  await open(other, '/sign-in?returnTo=//evil.example/tasks');
  await signInByPassword(other, 'ada@pls.example', `${PASSWORD} again`);
  await heading(other, 'Background Tasks');
  expect(other.url()).toBe(`${app.url}/tasks`);
  await other.context().close();
});

test('what goes wrong at the identity provider is told in plain words', async () => {
  const other = await stranger();
  await open(other, '/sign-in?error=access_denied');
  await visible(other, /did not let the identity provider sign you in/);
  await open(other, '/sign-in?error=%3Cimg%20src%3Dx%3E');
  await visible(other, 'The identity provider refused the sign-in (<img src=x>).');
  await other.context().close();
});

describe('somebody else', () => {
  test('who is a viewer reads and changes nothing', async () => {
    const viewer = await stranger();
    const traffic = watchTraffic(viewer);
    await signIn(viewer, app, vera);
    await open(viewer, TASK);
    await heading(viewer, 'Send Review Reminders');
    await link(viewer, 'Audit').waitFor();
    expect(await link(viewer, 'Access').count()).toBe(0);
    for (const name of ['Run now', 'Pause']) {
      expect(await viewer.getByRole('button', { name }).getAttribute('aria-disabled'), name).toBe('true');
    }
    await viewer.getByRole('button', { name: 'Run now' }).hover();
    await visible(viewer, 'Viewers cannot run tasks');
    await viewer.getByRole('button', { name: 'View schedule' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Edit schedule' }).count()).toBe(0);
    await viewer.getByRole('banner').getByRole('button').first().click();
    await visible(viewer, vera.email);
    await takeScreenshots(viewer, 'user-menu');

    await open(viewer, '/access/tokens');
    await visible(viewer, 'This page is for administrators');
    await takeScreenshots(viewer, 'access-refused');
    expect(traffic.operations).not.toContain('Tokens');
    expect(traffic.operations).not.toContain('Accounts');
    await viewer.context().close();
  });

  test('who is an operator runs tasks and leaves schedules alone', async () => {
    const operator = await stranger();
    await signIn(operator, app, otto);
    await open(operator, TASK);
    expect(await link(operator, 'Access').count()).toBe(0);
    await operator.getByRole('button', { name: 'View schedule' }).waitFor();
    await operator.getByRole('button', { name: 'Run now' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await operator.waitForURL('**/runs/*');
    await visible(operator, /by Otto Operator/);
    await operator.context().close();
  });

  test('who has no role is told so with whom to ask, and nothing else is asked or shown', async () => {
    const nobody = await stranger();
    await signIn(nobody, app, { name: 'Nora Norole', email: 'nora@pls.example', role: 'viewer' });
    const { id } = await accountOf('nora@pls.example');
    await app.query('mutation ($id: ID!) { setAccountRole(id: $id) { id } }', { id });
    // What is open follows by itself.
    await heading(nobody, 'You have no role here');

    const traffic = watchTraffic(nobody);
    await open(nobody, TASK);
    await heading(nobody, 'You have no role here');
    await visible(nobody, 'Nora Norole');
    await visible(nobody, /Ask an administrator/);
    await takeScreenshots(nobody, 'no-role');
    expect(await nobody.getByRole('navigation').count()).toBe(0);
    expect(new Set(traffic.operations)).toEqual(new Set(['Viewer']));
    expect(traffic.sockets).toBe(0);
    await nobody.getByRole('button', { name: 'Sign out' }).click();
    await heading(nobody, 'Sign in');
    await nobody.context().close();
  });
});

async function accountOf(email: string): Promise<{ id: string }> {
  const { accounts } = await app.query<{
    accounts: { edges: { node: { id: string; email: string } }[] };
  }>('{ accounts { edges { node { id email } } } }');
  return accounts.edges.find(({ node }) => node.email === email)!.node;
}

describe('an administrator', () => {
  let oneTimeLink = '';
  /** Whoever the link is handed to. */
  let nils: Page;

  test('adds an account and gets its link, once', async () => {
    await open(page, '/access');
    await row(page, 'vera@pls.example').getByText('Viewer', { exact: true }).waitFor();
    await takeScreenshots(page, 'accounts');
    await page.getByRole('button', { name: 'Add an account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an account' });
    await dialog.getByLabel('Name').fill('Nils New');
    await dialog.getByLabel('Address').fill('vera@pls.example');
    await dialog.getByRole('button', { name: 'Add the account' }).click();
    await visible(dialog, /has this address already/);
    await takeScreenshots(page, 'add-account');
    await dialog.getByLabel('Address').fill('nils@pls.example');
    await dialog.getByLabel('Role').selectOption('Operator');
    await dialog.getByRole('button', { name: 'Add the account' }).click();
    const field = dialog.getByLabel('One-time link');
    await field.waitFor();
    oneTimeLink = await field.inputValue();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    await takeScreenshots(page, 'made-link');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(page, 'nils@pls.example').getByText('No password yet').waitFor();
  });

  test('changes the role of somebody whose console then follows by itself', async () => {
    nils = await stranger();
    await nils.goto(oneTimeLink);
    await nils.getByRole('button', { name: 'Sign in with this one-time link' }).click();
    await nils.getByRole('link', { name: 'Skip for now' }).click();
    await open(nils, TASK);
    await nils.getByRole('button', { name: 'Run now' }).waitFor();

    const theirs = row(page, 'nils@pls.example');
    await theirs.getByRole('button', { name: 'Change role' }).click();
    const change = page.getByRole('dialog', { name: 'Change the role of Nils New?' });
    await change.getByLabel('Role').selectOption('Viewer');
    await change.getByRole('button', { name: 'Change the role' }).click();
    await theirs.getByText('Viewer', { exact: true }).waitFor();
    // The server ends the connection; the console comes back with what the role allows, on the same page.
    await nils.locator('button[aria-disabled=true]', { hasText: 'Run now' }).waitFor();
    expect(nils.url()).toBe(`${app.url}${TASK}`);
  });

  test('removes an account after a question that names the person, who is signed out', async () => {
    const theirs = row(page, 'nils@pls.example');
    await theirs.getByRole('button', { name: 'Remove' }).click();
    const remove = page.getByRole('dialog', { name: 'Remove the account of Nils New?' });
    await visible(remove, /Nils New \(nils@pls.example\) can no longer sign in/);
    await remove.getByRole('button', { name: 'Remove the account' }).click();
    await theirs.waitFor({ state: 'detached' });
    await visible(nils, 'You were signed out');
    await nils.context().close();
  });

  test('does not take away their own rights', async () => {
    const own = row(page, 'ada@pls.example');
    await own.getByText('You', { exact: true }).waitFor();
    for (const name of ['Change role', 'Remove']) {
      expect(await own.getByRole('button', { name }).getAttribute('aria-disabled'), name).toBe('true');
    }
  });

  test('makes a new link for somebody who has lost the password', async () => {
    await row(page, 'vera@pls.example').getByRole('button', { name: 'New link' }).click();
    const dialog = page.getByRole('dialog', { name: 'A one-time link for Vera Viewer' });
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    const url = await dialog.getByLabel('One-time link').inputValue();
    expect(url).toMatch(/\/sign-in#link=[\w-]{43}$/);
    // As over plain HTTP, where browsers keep the clipboard to themselves.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  let secret = '';
  const ask = () =>
    fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query: '{ tasks { name nextRunAt } }' }),
    });

  test('makes a token, whose secret is shown once with a way to try it', async () => {
    await open(page, '/access');
    await page.getByRole('navigation', { name: 'Access' }).getByRole('link', { name: 'Tokens' }).click();
    await page.waitForURL('**/access/tokens');
    await visible(page, 'No tokens yet');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a token' });
    await dialog.getByLabel('Name').fill('Beamline monitor');
    await dialog.getByRole('button', { name: '30 days' }).click();
    await takeScreenshots(page, 'make-token');
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    secret = await dialog.getByLabel('Secret').inputValue();
    expect(await dialog.getByLabel('Example').innerText()).toContain(
      `TOKEN=${secret}\ncurl ${app.url}/graphql`,
    );
    await takeScreenshots(page, 'made-token');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await dialog.evaluate((all) => all.scrollWidth - all.clientWidth)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });

    const made = row(page, 'Beamline monitor');
    await made.getByText('Active', { exact: true }).waitFor();
    await made.getByText(`ends in ${secret.slice(-4)}`).waitFor();
    await made.getByText('Never', { exact: true }).waitFor();
  });

  test('sees when a token was used and when it ends, and revokes it', async () => {
    const made = row(page, 'Beamline monitor');
    expect((await ask()).status).toBe(200);
    await page.reload();
    await made.getByText('just now').first().waitFor();
    await app.app.orm.em.fork().execute(
      `insert into api_token (name, role, hash, ending, created_by, created_at, expires_at)
         values ('Old importer', 'operator', 'a', 'abcd', 'Ada Admin', now() - interval '90 days', now() - interval '1 day'),
                ('Nightly export', 'admin', 'b', 'wxyz', 'Ada Admin', now() - interval '80 days', now() + interval '3 days')`,
    );
    await page.reload();
    await row(page, 'Old importer').getByText('Expired', { exact: true }).waitFor();
    await row(page, 'Nightly export').getByText('Expires in 3 days').waitFor();
    await takeScreenshots(page, 'tokens');

    await made.getByRole('button', { name: 'Revoke' }).click();
    const revoke = page.getByRole('dialog', { name: 'Revoke the token Beamline monitor?' });
    await revoke.getByRole('button', { name: 'Revoke the token' }).click();
    await made.getByText('Revoked by Ada Admin').waitFor();
    expect((await ask()).status).toBe(401);
  });
});

describe('the audit', () => {
  test('is filtered in the address by what, outcome, task, date and text, and shows what changed in words', async () => {
    await app.query(
      `mutation { pauseTask(name: "reviews.SendReminders", reason: "The mail server is being moved.") { name } }`,
    );
    await app.query('mutation { resumeTask(name: "reviews.SendReminders") { name } }');
    await open(page, '/audit');
    await visible(page, 'signed in with a one-time link');
    await takeScreenshots(page, 'audit');

    await page.getByLabel('Action').selectOption('Pause');
    await page.waitForURL('**/audit?action=pauseTask');
    const rows = page.locator('tbody[role=rowgroup] > tr');
    await visible(page, 'That is the only one');
    expect(await rows.count()).toBe(1);
    await visible(rows, 'paused Send Review Reminders');
    await visible(rows, 'Token, administrator');
    await rows.getByText('Details').click();
    const changes = rows.getByRole('table', { name: 'What changed' });
    await changes.getByText('Not paused').waitFor();
    await changes
      .getByText('“The mail server is being moved.” (ADMIN_TOKEN, until somebody resumes it)')
      .waitFor();
    expect(await changes.getByText('Schedule').count()).toBe(0);
    await takeScreenshots(page, 'audit-details');
    await rows.getByRole('link', { name: 'All about task reviews.SendReminders' }).click();
    await page.waitForURL('**/audit?subject=TASK&id=reviews.SendReminders');
    await visible(rows, 'resumed');
    await rows.getByRole('link', { name: 'Send Review Reminders', exact: true }).first().click();
    await page.waitForURL(`**${TASK}`);

    await open(page, '/audit?outcome=REFUSED&q=nobody@pls.example');
    await visible(page, 'was locked out of signing in');
    expect(await page.getByLabel('Outcome').inputValue()).toBe('REFUSED');
    await open(page, '/audit?until=2020-01-01');
    await visible(page, 'No entry matches');
    await takeScreenshots(page, 'audit-none');
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.waitForURL('**/audit');
    await rows.first().waitFor();
  });

  test('is told on the page of a task, and grows there as people act', async () => {
    await open(page, TASK);
    const panel = page.getByRole('region', { name: 'Changes' });
    await visible(panel, 'resumed this task');
    await app.query(`mutation { pauseTask(name: "reviews.SendReminders", reason: "Once more.") { name } }`);
    await panel.getByText('paused this task').nth(1).waitFor();
    expect(await panel.getByRole('listitem').count()).toBe(4);
    await takeScreenshots(page, 'task-changes');
    await panel.getByRole('link', { name: 'All changes' }).click();
    await page.waitForURL('**/audit?task=reviews.SendReminders');
    await visible(page, 'resumed');
    expect(await page.getByLabel('Task', { exact: true }).inputValue()).toBe('reviews.SendReminders');
  });
});

describe('a session', () => {
  test('that is about to end says so, and a new sign-in goes on at the same page', async () => {
    await endSessionsOf(
      'ada@pls.example',
      `update console_session set expires_at = now() + interval '9 minutes'`,
    );
    await open(page, `${TASK}?x=1`);
    await visible(page, 'Your sign-in ends in 9 minutes.');
    await takeScreenshots(page, 'session-notice');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await visible(page, 'You are signed in as Ada Admin');
    await signInByPassword(page, 'ada@pls.example', `${PASSWORD} again`);
    await heading(page, 'Send Review Reminders');
    expect(page.url()).toBe(`${app.url}${TASK}?x=1`);
    expect(await page.getByText('Your sign-in ends').count()).toBe(0);
  });

  test('that the server ends shows the sign-in page, asks nothing more, and comes back to the same page', async () => {
    await open(page, TASK);
    await visible(page, 'Live');
    const traffic = watchTraffic(page);
    await app.app.orm.em.fork().nativeDelete(ConsoleSession, { account: { email: 'ada@pls.example' } });
    await visible(page, 'You were signed out');
    const asked = traffic.operations.length;
    await takeScreenshots(page, 'signed-out');
    expect(await page.getByText('Send Review Reminders').count()).toBe(0);
    expect(page.url()).toBe(`${app.url}${TASK}`);
    await signInByPassword(page, 'ada@pls.example', `${PASSWORD} again`);
    await heading(page, 'Send Review Reminders');
    await visible(page, 'Live');
    // One socket for the new session, and none that was tried for the old one.
    expect(traffic.sockets).toBe(1);
    expect(traffic.operations.slice(asked - 1, asked + 1)).toEqual(['Viewer', 'Viewer']);
  });

  test('that ends while the socket cannot say so is noticed at the next question', async () => {
    const other = await stranger();
    await other.routeWebSocket('**/graphql', () => undefined);
    await signIn(other, app, { name: 'Paul Poll', email: 'paul@pls.example', role: 'viewer' });
    await app.app.orm.em.fork().nativeDelete(ConsoleSession, { account: { email: 'paul@pls.example' } });
    await link(other, 'Cycles').click();
    await visible(other, 'You were signed out');
    expect(other.url()).toBe(`${app.url}/cycles`);
    await other.context().close();
  });
});

async function endSessionsOf(email: string, sql: string): Promise<void> {
  await app.app.orm.em
    .fork()
    .execute(`${sql} where account_id = (select id from console_account where email = ?)`, [email]);
}

test('what people write is shown as they wrote it, and never becomes part of the page', async () => {
  const evil = '<img src=x onerror="window.broken = true">';
  const { made } = await app.query<{ made: { url: string } }>(
    'mutation ($input: CreateAccountInput!) { made: createAccount(input: $input) { url } }',
    { input: { name: evil, email: 'mallory@pls.example', role: 'admin' } },
  );
  const mallory = await stranger();
  await mallory.goto(made.url);
  await mallory.getByRole('button', { name: 'Sign in with this one-time link' }).click();
  await visible(mallory, `Welcome, ${evil}`);

  await open(mallory, TASK);
  await mallory.getByRole('button', { name: 'Resume' }).click();
  await mallory.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await mallory.getByRole('button', { name: 'Pause', exact: true }).click();
  await mallory.getByLabel('Reason').fill(evil);
  await mallory.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await visible(mallory, `Paused: ${evil}`);

  await open(mallory, '/access/tokens');
  await mallory.getByRole('button', { name: 'Make a token' }).click();
  await mallory.getByLabel('Name').fill(evil);
  await mallory.getByRole('button', { name: 'Make the token' }).click();
  await mallory.getByLabel('Secret').waitFor();
  await mallory.getByRole('button', { name: 'Done' }).click();
  await visible(row(mallory, evil), 'Active');

  const { action, id } = { action: 'pauseTask', id: evil };
  const places = ['/access', `/audit?action=${action}`, TASK, '/tasks', `/audit?q=${encodeURIComponent(id)}`];
  for (const place of places) {
    await open(mallory, place);
    await visible(mallory.getByRole('main'), new RegExp(evil.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    expect(await mallory.locator('img').count(), place).toBe(0);
  }
  expect(await mallory.evaluate(() => 'broken' in window)).toBe(false);
  // A name as long as that leaves the header whole, whatever the width.
  for (const width of [1440, 1401, 1366, 1280, 1024, 768, 390]) {
    await mallory.setViewportSize({ width, height: 900 });
    expect(await mallory.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBe(width);
  }
  await mallory.context().close();
});

test('no page scrolls sideways on a phone, targets are large enough, and no error was reported', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/account', '/access', '/access/tokens', '/audit', TASK]) {
    await open(page, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('main').getByText('Loading…').waitFor({ state: 'detached' });
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content, path).toBeLessThanOrEqual(screen);
    const small = await page.locator('button:visible, summary:visible, select:visible').evaluateAll((all) =>
      all
        .map((each) => ({ text: each.textContent, box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ text }) => text),
    );
    expect(small, path).toEqual([]);
  }
  // The browser itself tells of refused requests.
  expect(errors.filter((error) => !/status of 4(01|29)|WebSocket/.test(error))).toEqual([]);
});
