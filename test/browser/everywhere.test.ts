import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { runNow, untilFinished, gate } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takeScreenshots } from './browser.ts';
import { result } from './operate-support.ts';

// What is there on every page: the palette, the keys, and what tells of runs elsewhere.

let held = gate();
const digest = defineTask({
  name: 'publications.SendDigest',
  label: 'Send Digest',
  description: 'Mails the week’s publications to the facility.',
  schedule: {},
  async run() {
    held.reach();
    await held.opened;
    throw new Error('The mail server refused the digest');
  },
});
const badges = defineTask({
  name: 'users.PrintBadges',
  label: 'Print Badges',
  description: 'Prints the badges of those who come tomorrow.',
  schedule: { at: 'T18:00' },
  async run() {
    throw new Error('The printer is out of paper');
  },
});

let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

const open = async (path: string, on = page) => {
  await on.goto(`${app.url}${path}`);
  await on.getByRole('heading', { level: 1 }).waitFor();
};
const palette = () => page.getByRole('dialog', { name: 'Commands' });
const search = () => palette().getByRole('combobox');
const options = () => palette().getByRole('option');
const failed = () => page.getByRole('region', { name: 'Failed runs' });
const isFocused = (selector: string) => page.locator(`${selector}:focus`).waitFor();
const icon = () => page.locator('link[rel=icon]').getAttribute('href');

/** Runs the task to its end, which is a failure. */
async function fail({ name }: typeof digest, count: number): Promise<void> {
  await runNow(app, name);
  await untilFinished(app, name, count);
}

beforeAll(async () => {
  app = await startTestApp({ clock: new TestClock('2027-01-15T16:00:00Z'), tasks: [digest, badges] });
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
});

afterAll(async () => {
  held.open();
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('everywhere', () => {
  test('Ctrl+K finds a page by the beginning of its name, and Enter goes there', async () => {
    await open('/cycles');
    await page.keyboard.press('Control+k');
    await search().fill('nod');
    await expect.poll(() => options().allInnerTexts()).toEqual([expect.stringContaining('Nodes')]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/nodes');
    await palette().waitFor({ state: 'detached' });
    await isFocused('main');
  });

  test('a task is found by its label or name, and is run or paused from there after the usual question', async () => {
    await page.getByRole('button', { name: 'Search the console' }).click();
    await search().fill('digest pub');
    // The tasks may still be on their way.
    await expect
      .poll(() => options().allInnerTexts())
      .toEqual([
        expect.stringMatching(/^Send Digest/),
        expect.stringMatching(/^Run Send Digest now…/),
        expect.stringMatching(/^Pause Send Digest…/),
      ]);
    await takeScreenshots(page, 'palette-search');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Pause Send Digest?' });
    await question.getByLabel('Reason').fill('The list of recipients is out of date');
    await question.getByRole('button', { name: 'Pause' }).click();
    await result(page).getByText('Send Digest is paused.', { exact: false }).waitFor();
    await question.waitFor({ state: 'detached' });
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Search the console',
    );

    await page.keyboard.press('Control+k');
    await search().fill('run send');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Run Send Digest now?' })
      .getByRole('button', { name: 'Run now' })
      .click();
    await page.waitForURL('**/runs/*');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('the tab says what runs, then what has failed; the page of that run needs no toast', async () => {
    await held.reached;
    await page.waitForFunction(() => document.title.startsWith('(1 running) Send Digest'));
    const running = await icon();
    held.open();
    await page.waitForFunction(() => document.title.startsWith('(1 failed) Send Digest: failed'));
    expect(await icon()).not.toBe(running);
    await page.getByText('The mail server refused the digest').first().waitFor();
    expect(await failed().getByRole('listitem').count()).toBe(0);
  });

  test('a run that fails elsewhere is told once a task, with how often, and stays while the keyboard is on it', async () => {
    // Before the first of them: a timer of the real clock would go on, whatever the page does to stop it.
    await page.clock.install();
    await open('/cycles');
    await page.waitForFunction(() => document.title.startsWith('(1 failed) Cycles'));
    await fail(badges, 1);
    await failed().getByText('Print Badges: failed').waitFor();
    await fail(badges, 2);
    await failed().getByText('Print Badges: failed 2 times').waitFor();
    await fail(digest, 2);
    await failed().getByText('Send Digest: failed').waitFor();
    expect(await failed().getByRole('listitem').count()).toBe(2);
    await takeScreenshots(page, 'toasts');

    await failed().getByRole('button', { name: 'Dismiss Send Digest' }).click();
    await failed().getByText('Send Digest').waitFor({ state: 'detached' });
    await failed().getByRole('link').focus();
    await page.clock.fastForward(60_000);
    await failed().getByText('The printer is out of paper').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/*');
    await page.getByRole('heading', { name: /Print Badges/ }).waitFor();
    expect(await failed().getByRole('listitem').count()).toBe(0);
  });

  test('what has failed lately is in the palette before anything is typed', async () => {
    await open('/nodes');
    await page.keyboard.press('Control+k');
    await palette().getByRole('group', { name: 'Failed lately' }).getByRole('option').nth(3).waitFor();
    await takeScreenshots(page, 'palette');
    await options().filter({ hasText: 'Send Digest: failed' }).first().click();
    await page.waitForURL('**/runs/*');
  });

  test('? shows the keys; G and a letter goes to a page, but not while somebody types or has turned keys off', async () => {
    await open('/cycles');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL('**/tasks');
    await page.getByLabel('Search tasks').waitFor();
    await page.keyboard.press('/');
    await isFocused('input[aria-label="Search tasks"]');
    await page.keyboard.type('gc?');
    expect(await page.getByLabel('Search tasks').inputValue()).toBe('gc?');
    expect(new URL(page.url()).pathname).toBe('/tasks');

    await page.locator('main').focus();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await keys.getByText('Search the list on this page').waitFor();
    await keys.getByLabel('Use keys without Ctrl').uncheck();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    await page.locator('main').focus();
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await search().waitFor();
    expect(new URL(page.url()).pathname).toBe('/tasks');
    expect(await keys.count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await keys.getByLabel('Use keys without Ctrl').check();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
  });

  test('colours are chosen in the palette; a viewer is offered no action on a task', async () => {
    await page.keyboard.press('Control+k');
    await search().fill('dark');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();

    const viewer = await openTab(browser, errors);
    await signIn(viewer, app, { name: 'Vera Lund', email: 'vera@example.org', role: 'viewer' });
    await viewer.keyboard.press('Control+k');
    await viewer.getByRole('combobox').fill('digest');
    await viewer.getByRole('option').first().waitFor();
    expect(await viewer.getByRole('option').allInnerTexts()).not.toContainEqual(
      expect.stringContaining('Run'),
    );
    await viewer.context().close();
  });

  test('an action that is refused keeps its dialog and says why', async () => {
    await open('/tasks');
    await page.getByRole('button', { name: 'Run now' }).first().click();
    await page.route('**/graphql', (route) => route.abort());
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Run now' }).click();
    await dialog.getByRole('alert').getByText('The server cannot be reached.', { exact: false }).waitFor();
    await page.unroute('**/graphql');
    expect(
      errors.filter((error) => !/WebSocket|Failed to load resource|net::ERR_FAILED/.test(error)),
    ).toEqual([]);
  });
});
