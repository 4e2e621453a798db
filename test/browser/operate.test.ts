import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takePicture, takeScreenshots } from './browser.ts';
import { harvest, hold, reminders, result, row, visible } from './operate-support.ts';

// What an administrator does to tasks and runs, by clicking, with a second tab that looks on.

let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

const open = (on: Page, path: string) => on.goto(`${app.url}${path}`);
const setSchedule = (every: string) =>
  app.query(
    `mutation ($every: String) { setTaskSchedule(name: "reviews.SendReminders", input: { every: $every }) { name } }`,
    { every },
  );

beforeAll(async () => {
  // One run at a time, so that a second one waits.
  const clock = new TestClock('2027-01-15T16:00:00Z');
  app = await startTestApp({ clock, tasks: [harvest, reminders], env: { WORKER_CONCURRENCY: '1' } });
  await untilFinished(app, 'reviews.SendReminders', 1);
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
});

afterAll(async () => {
  hold.open();
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('a run', () => {
  test('is cancelled after a question: it shows that it is asked to stop, then who cancelled it', async () => {
    const other = await openTab(page.context(), errors);
    await open(other, '/tasks/publications.HarvestRecords');
    await open(page, '/tasks/publications.HarvestRecords');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await hold.reached;
    await other.getByRole('button', { name: 'Cancel run' }).waitFor();
    await takeScreenshots(other, 'task-running');

    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run of Harvest Publications?' });
    await visible(dialog, 'What it has already saved stays. It is not tried again.');
    await takeScreenshots(page, 'cancel-dialog');
    await dialog.getByRole('button', { name: 'Let it run' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel run');

    await page.getByRole('button', { name: 'Cancel run' }).click();
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await visible(page, 'Cancelling…');
    await visible(other, 'Cancelling…');
    await page.getByRole('button', { name: 'Cancel run' }).waitFor({ state: 'detached' });
    await takeScreenshots(page, 'run-cancelling');

    hold.open();
    await visible(page, 'Cancelled by Local administrator');
    await visible(other.getByRole('table', { name: 'Run history' }), 'Cancelled');
    await page.getByRole('button', { name: 'Run now' }).waitFor();
    await takeScreenshots(page, 'run-cancelled');
    await other.close();
  });

  test('that ends before the answer to its cancellation comes stays ended', async () => {
    hold.close();
    const ended = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation CancelRun')) return route.continue();
      const response = await route.fetch();
      await ended.promise;
      return route.fulfill({ response });
    });
    await open(page, '/tasks/publications.HarvestRecords');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await hold.reached;
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await visible(page.locator('main'), 'Cancelling…');
    hold.open();
    await visible(page.locator('main'), 'Cancelled by Local administrator');
    ended.resolve();
    await dialog.waitFor({ state: 'detached' });
    await visible(page.locator('main'), 'Cancelled by Local administrator');
    expect(await page.getByText('Cancelling…').count()).toBe(0);
    await page.unroute('**/graphql');
  });

  test('that has ended meanwhile is not cancelled, and the page goes on working', async () => {
    hold.close();
    // Nothing that is live reaches this tab, so that it asks for what is too late.
    const late = await openTab(page.context(), errors);
    await late.routeWebSocket('**/graphql', () => undefined);
    await app.query('mutation { runTaskNow(name: "publications.HarvestRecords") { alreadyActive } }');
    await hold.reached;
    await open(late, '/tasks/publications.HarvestRecords');
    await late.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = late.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel run' }).waitFor();
    const { task } = await app.query<{ task: { activeRun: { id: string } } }>(
      '{ task(name: "publications.HarvestRecords") { activeRun { id } } }',
    );
    hold.open();
    await app.until<{ run: { state: string } }>(
      'query ($id: ID!) { run(id: $id) { state } }',
      ({ run }) => run.state === 'SUCCEEDED',
      task.activeRun,
    );
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await visible(dialog, 'The run was not cancelled');
    await visible(dialog, /has ended meanwhile/);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'detached' });
    await late.getByRole('button', { name: 'Run now' }).waitFor();
    await late.close();
  });
});

describe('a run that waits', () => {
  test('is taken off the queue', async () => {
    hold.close();
    await app.query('mutation { runTaskNow(name: "publications.HarvestRecords") { alreadyActive } }');
    await hold.reached;
    await open(page, '/tasks/reviews.SendReminders');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await visible(page, 'Queued');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog');
    await visible(dialog, 'It has not started, and will not. It is not tried again.');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await visible(page, 'Cancelled by Local administrator');
    await visible(page, 'It had not started. It is not tried again.');
    hold.open();
  });
});

describe('a task', () => {
  test('is paused with a reason, seen by others at once, and resumed', async () => {
    const other = await openTab(page.context(), errors);
    await open(other, '/tasks');
    await row(other, 'Send Review Reminders').waitFor();

    await open(page, '/tasks/reviews.SendReminders');
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause Send Review Reminders?' });
    const confirm = dialog.getByRole('button', { name: 'Pause' });
    await visible(dialog, /Run now still works/);
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('The mail server is being moved.');
    await dialog.getByLabel('Until').fill('2020-01-01T08:00');
    await visible(dialog, 'This moment is past: choose a later one.');
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Tomorrow 08:00' }).click();
    await visible(dialog, /America\/Regina \(UTC-6\), in/);
    await takeScreenshots(page, 'pause-dialog');
    await confirm.click();
    // First: it goes after a while.
    await visible(result(page), /is paused/);
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Resume');

    await visible(page, 'Paused: The mail server is being moved.');
    await visible(page, /Paused, would run/);
    const seen = row(other, 'Send Review Reminders');
    await seen.getByText('Paused', { exact: true }).waitFor();
    await visible(seen, 'Local administrator, until 08:00 tomorrow: The mail server is being moved.');
    await takeScreenshots(page, 'task-paused');
    await takeScreenshots(other, 'tasks-paused');
    await other.getByRole('group', { name: 'Summary' }).getByRole('button', { name: 'Paused' }).click();
    await row(other, 'Harvest Publications').waitFor({ state: 'detached' });
    await seen.waitFor();

    await page.getByRole('button', { name: 'Run now' }).click();
    await visible(page.getByRole('dialog'), /is paused by Local administrator. It runs this once/);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Resume' }).click();
    const resume = page.getByRole('dialog', { name: 'Resume Send Review Reminders?' });
    await visible(resume, /It runs next at/);
    await takeScreenshots(page, 'resume-dialog');
    await resume.getByRole('button', { name: 'Resume' }).click();
    await visible(result(page), /is resumed. It runs next at/);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Pause');
    await visible(other, 'No task matches');
    await other.close();
  });

  test('gets another schedule, tried out while it is typed, and its own one back', async () => {
    const other = await openTab(page.context(), errors);
    await open(other, '/tasks');
    await visible(row(other, 'Send Review Reminders'), 'every hour');

    await open(page, '/tasks/reviews.SendReminders');
    await page.getByRole('button', { name: 'Edit schedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule of Send Review Reminders' });
    const every = dialog.getByLabel('Every', { exact: true });
    await visible(dialog, 'Next 5 runs');
    expect(await every.inputValue()).toBe('PT1H');
    await every.fill('10 minutes');
    await visible(dialog, /"10 minutes"/);
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await takeScreenshots(page, 'schedule-invalid');
    await every.fill('PT10M');
    await visible(dialog, 'every 10 minutes');
    await visible(dialog, /It runs next at|due at once/);
    await takeScreenshots(page, 'schedule-dialog');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await visible(result(page), /now runs every 10 minutes/);
    await dialog.waitFor({ state: 'detached' });

    await visible(row(other, 'Send Review Reminders'), 'every 10 minutes');
    await visible(page, /Overridden by Local administrator/);
    await takeScreenshots(page, 'task-overridden');
    await takeScreenshots(other, 'tasks-overridden');

    await page.getByRole('button', { name: 'Reset to built-in' }).click();
    const reset = page.getByRole('dialog', { name: 'Reset the schedule of Send Review Reminders?' });
    await visible(reset, /from “every 10 minutes” to “every hour”/);
    await takeScreenshots(page, 'reset-dialog');
    await reset.getByRole('button', { name: 'Reset to built-in' }).click();
    await visible(row(other, 'Send Review Reminders'), 'every hour');
    await page.getByRole('button', { name: 'Reset to built-in' }).waitFor({ state: 'detached' });
    await other.close();
  });

  test('is not edited over another person’s edit unseen, and what was typed is kept', async () => {
    const blind = await openTab(page.context(), errors);
    await blind.routeWebSocket('**/graphql', () => undefined);
    for (const tab of [page, blind]) {
      await open(tab, '/tasks/reviews.SendReminders');
      await tab.getByRole('button', { name: 'Edit schedule' }).click();
      await tab.getByLabel('Every', { exact: true }).fill('PT20M');
      await visible(tab.getByRole('dialog'), 'every 20 minutes');
    }
    await setSchedule('PT30M');

    // Where changes arrive, the warning comes while typing; elsewhere when it is saved.
    await visible(page, 'ADMIN_TOKEN has changed the schedule meanwhile');
    await blind.getByRole('button', { name: 'Save' }).click();
    for (const tab of [blind, page]) {
      const dialog = tab.getByRole('dialog');
      await visible(dialog, /It is now “every 30 minutes”/);
      expect(await dialog.getByLabel('Every', { exact: true }).inputValue()).toBe('PT20M');
      expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    }
    await takeScreenshots(blind, 'schedule-conflict');
    // On a phone the fields are longer than the screen: the warning is seen at the first of them and at the last.
    await page.setViewportSize({ width: 390, height: 640 });
    const dialog = page.getByRole('dialog');
    for (const field of await dialog.getByRole('textbox').all()) {
      await field.focus();
      const [seen, above] = await dialog
        .getByRole('alert')
        .evaluate((alert) => [
          alert.getBoundingClientRect().bottom <= innerHeight,
          document.activeElement!.getBoundingClientRect().bottom <= alert.getBoundingClientRect().top,
        ]);
      expect([seen, above], await field.inputValue()).toEqual([true, true]);
    }
    await takePicture(page, 'schedule-conflict-small-phone');
    await page.setViewportSize({ width: 1440, height: 900 });

    await page.getByRole('button', { name: 'Load the current schedule' }).click();
    await visible(page.getByRole('dialog'), 'every 30 minutes');
    await page.getByRole('button', { name: 'Back to what I typed' }).click();
    expect(await page.getByLabel('Every', { exact: true }).inputValue()).toBe('PT20M');

    await blind.getByRole('button', { name: 'Go on with mine' }).click();
    await blind.getByRole('button', { name: 'Save' }).click();
    await visible(result(blind), /now runs every 20 minutes/);
    await blind.close();
  });

  test('is left alone by a viewer, who is told why and can read its schedule', async () => {
    const viewer = await openTab(browser, errors);
    await signIn(viewer, app, { name: 'Vera Viewer', email: 'vera@pls.example', role: 'viewer' });
    await open(viewer, '/tasks/reviews.SendReminders');
    const pause = viewer.getByRole('button', { name: 'Pause' });
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    await pause.hover();
    await visible(viewer, 'Viewers cannot pause tasks');
    await viewer.getByRole('button', { name: 'View schedule' }).click();
    const dialog = viewer.getByRole('dialog');
    await visible(dialog, 'Next 5 runs');
    expect(await dialog.getByLabel('Every', { exact: true }).getAttribute('readonly')).not.toBeNull();
    expect(await dialog.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await takeScreenshots(viewer, 'schedule-viewer');
    await viewer.close();
  });
});

describe('the nodes', () => {
  test('are listed with what they run, and a silent one with what that means', async () => {
    hold.close();
    await app.query('mutation { runTaskNow(name: "publications.HarvestRecords") { alreadyActive } }');
    await hold.reached;
    await open(page, '/tasks');
    await page.getByRole('link', { name: 'Nodes' }).click();
    await page.waitForURL('**/nodes');
    const self = row(page, 'Server and worker');
    await self.getByText('Alive').waitFor();
    await self.getByRole('link', { name: 'Harvest Publications', exact: true }).waitFor();

    await app.app.orm.em.fork().execute(
      `insert into node (id, name, role, host, version, tasks, started_at, heartbeat_at)
       values (gen_random_uuid(), 'beamline-2.example.org:4711', 'worker', 'beamline-2.example.org', '0.1.0',
               '{}', now() - interval '3 days', now() - interval '5 minutes')`,
    );
    const silent = row(page, 'beamline-2.example.org');
    await silent.getByText('Silent', { exact: true }).waitFor();
    await visible(silent, /Silent since .*: its runs were given to others/);
    await takeScreenshots(page, 'nodes');

    await self.getByRole('link', { name: /open the run of Harvest Publications/ }).click();
    await page.waitForURL('**/runs/*');
    hold.open();
  });
});

test('nothing scrolls sideways on a phone, and no error was reported', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/tasks', '/tasks/reviews.SendReminders', '/nodes']) {
    await open(page, path);
    await page.getByRole('heading').first().waitFor();
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content, path).toBeLessThanOrEqual(screen);
  }
  expect(errors.filter((error) => !/WebSocket/.test(error))).toEqual([]);
});
