import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { defineTask } from '../../server/engine/task.ts';
import { tasks } from '../../server/tasks/index.ts';
import { gate, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { flakyNetwork } from '../support/flaky-network.ts';
import { launchBrowser, openTab, signIn, takePicture, takeScreenshots } from './browser.ts';

// The console as a person uses it: the built pages, a real server and PostgreSQL, a real Chromium.
const monday = '2027-01-11T16:00:00Z';
const timeZone = 'America/Regina';

let steps = [gate(), gate(), gate()];
const slowTask = defineTask({
  name: 'demo.Counting',
  label: 'Counting',
  description: 'Counts to three and waits at each number.',
  schedule: { at: 'T02:00' },
  async run({ log, progress }) {
    for (const [index, step] of steps.entries()) {
      await log.info(`number ${index + 1}`);
      progress(index + 1, steps.length, 'numbers');
      step.reach();
      await step.opened;
    }
    return { summary: 'counted to three' };
  },
});

let app: TestApp;
let browser: Browser;
let page: Page;
let clock: TestClock;
const errors: string[] = [];
/** Where a test has cut the network: what was on its way there failed, and may say so. */
let cutUrl = 'none yet';

/** Another tab of the person who is signed in. */
const openPage = () => openTab(page.context(), errors);

const logLines = (on: Page) => on.getByRole('log').locator('a[data-seq]');
const seqs = (on: Page) =>
  logLines(on).evaluateAll((links) => links.map((link) => Number(link.getAttribute('data-seq'))));

beforeAll(async () => {
  clock = new TestClock(monday);
  app = await startTestApp({ clock, tasks: [...tasks, slowTask] });
  // The first run by schedule finds no cycles yet, so that the one a person asks for finds work.
  await untilFinished(app, 'proposals.CycleLifecycle', 1);
  await seedIfEmpty(app.app.orm.em.fork(), { now: clock.now(), timeZone });
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
});

afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the console', () => {
  test('opens on the task list, with schedules in words and the zone they run in', async () => {
    await page.goto(app.url);
    await page.waitForURL('**/tasks');
    const row = page.getByRole('row').filter({ hasText: 'Cycle Lifecycle' });
    await row.getByText('Every hour', { exact: false }).waitFor();
    await page.getByText('America/Regina', { exact: false }).first().waitFor();
    await takeScreenshots(page, 'tasks');
  });

  test('runs Cycle Lifecycle after a confirmation that says what it does, and shows its log and the cycles change live', async () => {
    const cyclesTab = await openPage();
    await cyclesTab.goto(`${app.url}/cycles`);
    await cyclesTab.getByRole('heading', { name: 'Cycles' }).waitFor();
    const listTab = await openPage();
    await listTab.goto(`${app.url}/tasks`);
    const before = await cyclesTab.getByRole('table').innerText();

    await page.goto(`${app.url}/tasks/proposals.CycleLifecycle`);
    clock.advance('PT10M');
    await page.getByRole('button', { name: 'Run now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run Cycle Lifecycle now?' });
    await dialog.getByText('Opens and closes calls', { exact: false }).waitFor();
    await dialog.getByText('next run moves', { exact: false }).waitFor();
    await takePicture(page, 'confirm');
    await dialog.getByRole('button', { name: 'Run now' }).click();

    await page.waitForURL('**/runs/*');
    await page.getByText('Succeeded').locator('visible=true').first().waitFor();
    await page.getByRole('log').getByText('->', { exact: false }).first().waitFor();
    await page.getByText('Local administrator').first().waitFor();
    await takeScreenshots(page, 'run');

    const { runs } = await untilFinished(app, 'proposals.CycleLifecycle', 2);
    expect(runs[0]).toMatchObject({ trigger: 'MANUAL', state: 'SUCCEEDED' });
    expect(await seqs(page)).toEqual(runs[0]?.log.lines.map((line) => line.seq));

    // The other tabs, untouched since: the list has the run, the cycles have their new states.
    await listTab
      .getByRole('row')
      .filter({ hasText: 'Cycle Lifecycle' })
      .getByText('Succeeded')
      .locator('visible=true')
      .first()
      .waitFor();
    await cyclesTab.waitForFunction((text) => document.querySelector('table')?.innerText !== text, before);
    const change = runs[0]?.log.lines[0]?.message.split(': ')[0] ?? '';
    const target = runs[0]?.log.lines[0]?.message.match(/-> (\w+)/)?.[1] ?? '';
    if (target !== 'ARCHIVED') {
      await cyclesTab
        .getByRole('row')
        .filter({ hasText: change })
        .getByText(target, { exact: false })
        .first()
        .waitFor();
    }
    await takeScreenshots(cyclesTab, 'cycles');
    await cyclesTab.close();
    await listTab.close();
    await page.goto(`${app.url}/tasks/proposals.CycleLifecycle`);
    await page.getByRole('heading', { name: 'Cycle Lifecycle' }).waitFor();
    await page.getByRole('log').getByText('->', { exact: false }).first().waitFor();
    await takeScreenshots(page, 'task');
  });

  test('streams a running log line by line into two tabs, and a reload in the middle shows every line once', async () => {
    await page.goto(`${app.url}/tasks/demo.Counting`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await page.getByRole('log').getByText('number 1').waitFor();
    expect(await seqs(page)).toEqual([1]);

    const second = await openPage();
    await second.goto(page.url());
    await second.getByRole('log').getByText('number 1').waitFor();
    await second.getByText('Running').locator('visible=true').first().waitFor();

    steps[0]!.open();
    await page.getByRole('log').getByText('number 2').waitFor();
    await page.reload();
    await page.getByRole('log').getByText('number 2').waitFor();
    steps[1]!.open();
    await page.getByRole('log').getByText('number 3').waitFor();
    expect(await seqs(page)).toEqual([1, 2, 3]);
    await takeScreenshots(page, 'run-live');

    steps[2]!.open();
    for (const tab of [page, second]) {
      await tab.getByText('Succeeded').locator('visible=true').first().waitFor();
      await tab.getByText('counted to three').first().waitFor();
      expect(await seqs(tab)).toEqual([1, 2, 3]);
    }
    await second.close();
  });

  test('goes on after the connection was lost: lines written meanwhile arrive once', async () => {
    steps = [gate(), gate(), gate()];
    await using network = await flakyNetwork(app.url);
    cutUrl = network.url;
    await page.goto(`${network.url}/tasks/demo.Counting`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await page.getByRole('log').getByText('number 1').waitFor();
    network.cut();
    steps[0]!.open();
    await steps[1]!.reached;
    steps[1]!.open();
    await page.getByRole('log').getByText('number 3').waitFor();
    expect(await seqs(page)).toEqual([1, 2, 3]);
    steps[2]!.open();
    await page.getByText('counted to three').first().waitFor();
  });

  test('filters by search in the address, and says when a filter leaves nothing', async () => {
    await page.goto(`${app.url}/tasks?q=counting`);
    await page.getByRole('row').filter({ hasText: 'Counting' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'Cycle Lifecycle' }).waitFor({ state: 'detached' });
    await page.getByLabel('Search tasks').fill('no such task');
    await page.getByRole('button', { name: /clear/i }).first().waitFor();
  });

  test('answers an address that leads nowhere with a way back', async () => {
    await page.goto(`${app.url}/nowhere/at/all`);
    await page
      .getByRole('link', { name: /background tasks/i })
      .last()
      .click();
    await page.waitForURL('**/tasks');
  });

  test('never scrolls sideways on a phone and reports no error', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/tasks', '/tasks/proposals.CycleLifecycle', '/cycles']) {
      await page.goto(`${app.url}${path}`);
      await page.getByRole('heading').first().waitFor();
      const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content, path).toBeLessThanOrEqual(screen);
    }
    expect(errors.filter((error) => !/WebSocket/.test(error) && !error.includes(cutUrl))).toEqual([]);
  });
});
