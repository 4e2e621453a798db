import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { checkOnPhone, ownErrors, startAccess, TASK, type Access } from './access-support.ts';
import { signIn, takeScreenshots, type Somebody } from './browser.ts';
import { row, visible } from './operate-support.ts';

// What administrators do about accounts and tokens, and what the audit tells of it.

const vera: Somebody = { name: 'Vera Viewer', email: 'vera@pls.example', role: 'viewer' };

let access: Access;
let app: TestApp;
/** The administrator's tab. */
let page: Page;

const open = (on: Page, path: string) => access.open(on, path);
const stranger = () => access.stranger();

beforeAll(async () => {
  access = await startAccess();
  app = access.app;
  page = await stranger();
  await signIn(page, app);
  const viewer = await stranger();
  await signIn(viewer, app, vera);
  await viewer.context().close();
});

afterAll(() => access?.[Symbol.asyncDispose]());

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
    const own = row(page, 'administrator@console.invalid');
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
         values ('Old importer', 'operator', 'a', 'abcd', 'Local administrator', now() - interval '90 days', now() - interval '1 day'),
                ('Nightly export', 'admin', 'b', 'wxyz', 'Local administrator', now() - interval '80 days', now() + interval '3 days')`,
    );
    await page.reload();
    await row(page, 'Old importer').getByText('Expired', { exact: true }).waitFor();
    await row(page, 'Nightly export').getByText('Expires in 3 days').waitFor();
    await takeScreenshots(page, 'tokens');

    await made.getByRole('button', { name: 'Revoke' }).click();
    const revoke = page.getByRole('dialog', { name: 'Revoke the token Beamline monitor?' });
    await revoke.getByRole('button', { name: 'Revoke the token' }).click();
    await made.getByText('Revoked by Local administrator').waitFor();
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

    await open(page, '/audit?outcome=REFUSED&q=Beamline');
    await visible(page, 'came with a token that is no longer good');
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
    expect(await panel.getByRole('listitem').count()).toBe(3);
    await takeScreenshots(page, 'task-changes');
    await panel.getByRole('link', { name: 'All changes' }).click();
    await page.waitForURL('**/audit?task=reviews.SendReminders');
    await visible(page, 'resumed');
    expect(await page.getByLabel('Task', { exact: true }).inputValue()).toBe('reviews.SendReminders');
  });
});

test('every page here fits a phone, and no error was reported', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/access', '/access/tokens', '/audit', TASK]) {
    await open(page, path);
    expect(await checkOnPhone(page), path).toEqual([]);
  }
  expect(ownErrors(access.errors)).toEqual([]);
});
