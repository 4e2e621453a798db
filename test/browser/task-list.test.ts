import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takeScreenshots } from './browser.ts';
import { aThousand, everyCondition, now } from './task-list-facts.ts';

// A server without workers: nothing changes but what a test changes.
let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

const row = (name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
const strip = (name: string) => page.getByRole('group', { name: 'Summary' }).getByRole('button', { name });
const labels = () => page.getByRole('row').getByRole('cell').locator('a[href^="/tasks/"]:not(:has(svg))');
const execute = async (...statements: string[]) => {
  for (const statement of statements) await app.app.orm.em.fork().execute(statement);
};

beforeAll(async () => {
  app = await startTestApp({ env: { ROLE: 'server' }, clock: new TestClock(now) });
  await execute(...everyCondition);
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
  await page.goto(`${app.url}/tasks`);
});

afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the list of tasks', () => {
  test('tells in words what is notable about each task, its schedule with the zone, and how its runs went', async () => {
    await page.getByText('Now 10:00 America/Regina (UTC-6). Schedules run in this zone.').waitFor();
    await row('Close Calls').getByText('On schedule').waitFor();
    await row('Send Reminders').getByText('Failing').waitFor();
    await row('Sync Users').getByRole('cell').nth(1).getByText('Running').waitFor();
    await row('Count Visits').getByRole('cell').nth(1).getByText('Paused').waitFor();
    await row('Count Visits').getByText('Maria Keller: The archive is being moved').waitFor();
    await row('Late Report').getByText('Overdue by 20 min').waitFor();
    await row('New Task').getByText('No runs yet').waitFor();
    await row('Tidy Up').getByText('Only by hand').waitFor();
    expect(await row('Tidy Up').getByRole('cell').nth(3).innerText()).toBe('Only when run by hand');

    const closing = row('Close Calls');
    await closing.getByText('every hour', { exact: false }).waitFor();
    await closing.getByText('America/Regina').waitFor();
    await closing.getByText(/^Looked at \d+ proposals$/).waitFor();
    await closing.getByRole('img', { name: '30 runs: 28 succeeded, 2 failed' }).waitFor();
    await row('Sync Users')
      .getByRole('img', { name: '30 runs: 27 succeeded, 2 failed, 1 running' })
      .waitFor();
    await takeScreenshots(page, 'task-list');
  });

  test('shows the exact time and the meaning of a chart to the mouse and to the keyboard', async () => {
    // The clock of an open page goes on, while that of the server stands still.
    await page.reload();
    const ago = row('Close Calls').getByText('30 min ago');
    await ago.hover();
    const exact = page.getByRole('tooltip', { name: 'Fri 15 Jan 2027, 09:30:00 America/Regina (UTC-6)' });
    await exact.waitFor();
    await page.mouse.move(0, 0);
    await exact.waitFor({ state: 'detached' });
    await row('Close Calls').locator('time').first().focus();
    await exact.waitFor();

    await row('Close Calls').getByRole('link', { name: '30 runs' }).focus();
    await page.getByRole('tooltip').filter({ hasText: 'Longest 40.0 s, latest 40.0 s' }).waitFor();
  });

  test('counts conditions, and shows those tasks only by a click, and all by another one', async () => {
    expect(await page.getByRole('group', { name: 'Summary' }).getByRole('button').allInnerTexts()).toEqual([
      '1\nRunning',
      '1\nFailed in 24 h',
      '1\nOverdue',
      '1\nPaused',
    ]);
    for (const [name, label] of [
      ['Running', 'Sync Users'],
      ['Failed in 24 h', 'Send Reminders'],
      ['Overdue', 'Late Report'],
      ['Paused', 'Count Visits'],
    ] as const) {
      await strip(name).click();
      await page.getByRole('status', { name: 'Tasks shown' }).getByText('1 of 7 tasks').waitFor();
      expect(await labels().allInnerTexts()).toEqual([label]);
      expect(await strip(name).getAttribute('aria-pressed')).toBe('true');
      await strip(name).click();
      await page.getByRole('status', { name: 'Tasks shown' }).getByText('7 tasks', { exact: true }).waitFor();
      expect(await strip(name).getAttribute('aria-pressed')).toBe('false');
    }
  });

  test('keeps search, filters and order in the address, and says when they leave nothing', async () => {
    await page.getByLabel('App').selectOption('reports');
    await page.getByLabel('Search tasks').fill('late');
    await page.getByLabel('Due only').check();
    await page.getByRole('button', { name: 'Next run' }).click();
    expect(new URL(page.url()).search).toBe('?app=reports&q=late&due=true&sort=next');
    await page.reload();
    await row('Late Report').waitFor();
    expect(await labels().allInnerTexts()).toEqual(['Late Report']);

    await strip('Paused').click();
    await page.getByRole('heading', { name: 'No task matches' }).waitFor();
    await page.getByText('All 7 tasks are hidden').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await row('Close Calls').waitFor();
    // The button is gone; the keyboard goes on in front of the filters.
    await page.keyboard.press('Tab');
    expect(await page.getByLabel('Search tasks').evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    expect(new URL(page.url()).search).toBe('?sort=next');
    expect((await labels().allInnerTexts()).slice(0, 2)).toEqual(['Count Visits', 'Late Report']);
    expect(await page.getByRole('columnheader', { name: 'Next run' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  test('asks before a run from the row, and gives the focus back', async () => {
    const button = row('Close Calls').getByRole('button', { name: 'Run now' });
    await button.click();
    await page.getByRole('dialog', { name: 'Run Close Calls now?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Run now');
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('changes live: state, last line, counts and chart', async () => {
    await execute(
      `update run set state = 'TIMED_OUT', finished_at = '2027-01-15T16:00:05Z' where task = 'proposals.SyncUsers' and state = 'RUNNING'`,
      `insert into log_line (run_id, seq, at, level, message)
        select id, 1, '${now}', 'INFO', 'Gave up' from run where task = 'proposals.SyncUsers' and state = 'TIMED_OUT'`,
      `select pg_notify('task_changed', 'proposals.SyncUsers')`,
    );
    const syncing = row('Sync Users');
    await syncing.getByText('Gave up').waitFor();
    await syncing.getByText('Failing').waitFor();
    await strip('Failed in 24 h').getByText('2', { exact: true }).waitFor();
    await strip('Running').getByText('0', { exact: true }).waitFor();
    await syncing.getByRole('img', { name: '30 runs: 27 succeeded, 2 failed, 1 timed out' }).waitFor();
  });

  test.each([
    ['cannot say what changed', 'next', { data: null, errors: [{ message: 'Something went wrong.' }] }, 3],
    // One reading at once, as for any answer without a task, and one when it has subscribed again.
    ['ends the subscription', 'error', [{ message: 'Something went wrong.' }], 4],
  ])('reads again when the server %s', async (_, type, payload, last) => {
    const tab = await openTab(page.context(), errors);
    const label = `Close Calls ${type}`;
    const subscribedAgain = Promise.withResolvers<void>();
    let readings = 0;
    await tab.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('query TaskList')) {
        readings += 1;
        // What is read meanwhile must not take its answer, from before it began.
        if (readings === 2 && type === 'error') await subscribedAgain.promise;
        // Nothing but this reading can tell of it.
        if (readings === last) {
          await execute(`update task set label = '${label}' where name = 'proposals.CloseCalls'`);
        }
      }
      await route.continue();
    });
    const shown = Promise.withResolvers<void>();
    let fail: (() => void) | undefined;
    await tab.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => void shown.promise.then(() => socket.send(text)));
      socket.onMessage((text) => {
        const { id, type: asked, payload: operation } = JSON.parse(String(text));
        if (asked === 'subscribe' && operation.operationName === 'TaskChanged') {
          if (fail) subscribedAgain.resolve();
          fail ??= () => socket.send(JSON.stringify({ id, type, payload }));
        }
        server.send(text);
      });
    });
    await tab.goto(`${app.url}/tasks`);
    // The first reading is over before there is a connection, which another one follows.
    await tab.getByRole('link', { name: 'Close Calls', exact: true }).waitFor();
    shown.resolve();
    await expect.poll(() => readings).toBe(2);
    fail?.();
    await tab.getByRole('link', { name: label, exact: true }).waitFor();
    await execute(`update task set label = 'Close Calls' where name = 'proposals.CloseCalls'`);
    await tab.close();
  });

  test('does not go back to what an answer says that was on its way when a change was told', async () => {
    await execute(
      `update run set state = 'RUNNING', finished_at = null where task = 'proposals.SyncUsers' and state = 'TIMED_OUT'`,
    );
    const tab = await openTab(page.context(), errors);
    const told = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let readings = 0;
    await tab.route('**/graphql', async (route) => {
      // The second one follows the connection, so whatever changes from then on is told.
      if (!route.request().postData()?.includes('query TaskList') || ++readings < 2) return route.continue();
      // Nothing but this answer can tell of it.
      await execute(`update task set label = 'Close All Calls' where name = 'proposals.CloseCalls'`);
      const response = await route.fetch();
      answered.resolve();
      await told.promise;
      return route.fulfill({ response });
    });
    const shown = Promise.withResolvers<void>();
    await tab.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => void shown.promise.then(() => socket.send(text)));
    });
    await tab.goto(`${app.url}/tasks`);
    const syncing = tab.getByRole('row').filter({ hasText: 'Sync Users' });
    const running = syncing.getByRole('cell').nth(1).getByText('Running');
    await running.waitFor();
    await tab.waitForFunction(() => document.title.includes('1 running'));
    shown.resolve();
    await answered.promise;
    await execute(
      `update run set state = 'TIMED_OUT', finished_at = '2027-01-15T16:00:05Z' where task = 'proposals.SyncUsers' and state = 'RUNNING'`,
      `select pg_notify('task_changed', 'proposals.SyncUsers')`,
    );
    // The tab is drawn from another answer: a list that is being read waits for its own.
    await tab.waitForFunction(() => !document.title.includes('running'));
    told.resolve();
    await tab.getByRole('link', { name: 'Close All Calls', exact: true }).waitFor();
    expect(await running.count()).toBe(0);
    expect(await tab.title()).not.toContain('running');
    await execute(`update task set label = 'Close Calls' where name = 'proposals.CloseCalls'`);
    await tab.close();
  });

  test('holds a thousand tasks with few rows, and never loses the one that has the focus', async () => {
    await execute(...aThousand(3), `select pg_notify('task_changed', 'bulk.Bulk1')`);
    await page.goto(`${app.url}/tasks`);
    await page.getByRole('status', { name: 'Tasks shown' }).getByText('1,007 tasks').waitFor();
    const table = page.getByRole('table', { name: 'Background tasks' });
    expect(await table.getAttribute('aria-rowcount')).toBe('1008');
    expect(await page.locator('tbody tr').count()).toBeLessThan(60);

    const focused = row('Bulk 3').getByRole('button', { name: 'Run now' });
    await focused.focus();
    await page.keyboard.press('End');
    await row('Sync Users').waitFor();
    expect(await row('Sync Users').getAttribute('aria-rowindex')).toBe('1007');
    await row('Sync Users')
      .getByRole('img', { name: /^30 runs/ })
      .waitFor();
    expect(await page.locator('tbody tr').count()).toBeLessThan(60);
    expect(await focused.evaluate((element) => element === document.activeElement)).toBe(true);
    // From there on by keyboard: the next row comes into being when it is reached.
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Bulk 4');
    await row('Bulk 4').getByRole('img', { name: '3 runs: 3 succeeded' }).waitFor();
  });

  test('is cards on a phone, with the order in a choice, and accessible in both schemes', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByLabel('Sort').selectOption('Last run first');
    // By the time they started; the label decides among equals.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await row('New Task').getByText('No runs yet').waitFor();
    expect(await row('New Task').getAttribute('aria-rowindex')).toBe('1008');
    await expect.poll(() => row('New Task').boundingBox()).toMatchObject({ width: expect.closeTo(356, 0) });
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(screen);

    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByLabel('Search tasks').fill('re');
    await page.getByRole('status', { name: 'Tasks shown' }).getByText('3 of 1,007 tasks').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    expect(errors).toEqual([]);
  });
});
