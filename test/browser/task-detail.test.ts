import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { defineTask } from '../../server/engine/task.ts';
import { cycleLifecycle } from '../../server/tasks/cycle-lifecycle.ts';
import { untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takeScreenshots } from './browser.ts';
import { result, visible } from './operate-support.ts';

/** 10:00 in Regina. */
const friday = '2027-01-15T16:00:00Z';

const harvest = defineTask({
  name: 'publications.HarvestRecords',
  label: 'Harvest Publications',
  description: 'Asks the publication index for new records of the facility’s users.',
  schedule: { at: 'T02:00' },
  keepRuns: 0,
  run: async () => ({ summary: '12 records found' }),
});

/** How the nights before went, oldest first. */
const nights = [
  ...Array.from({ length: 10 }, () => 'SUCCEEDED SUCCEEDED CANCELLED SUCCEEDED LOST SUCCEEDED SKIPPED'),
  ...Array.from({ length: 5 }, () => 'SUCCEEDED SUCCEEDED SUCCEEDED SKIPPED FAILED SUCCEEDED TIMED_OUT'),
  'SUCCEEDED SUCCEEDED FAILED FAILED FAILED',
]
  .join(' ')
  .split(' ');

let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

const harvestPath = '/tasks/publications.HarvestRecords';
const open = (path: string) => page.goto(`${app.url}${path}`);
const rows = () => page.getByRole('table', { name: 'Run history' }).locator('tbody tr');
const bars = () => page.getByRole('group', { name: /^History of/ }).getByRole('link');

beforeAll(async () => {
  const clock = new TestClock(friday);
  app = await startTestApp({ clock, tasks: [cycleLifecycle, harvest] });
  await untilFinished(app, 'proposals.CycleLifecycle', 1);
  await seedIfEmpty(app.app.orm.em.fork(), { now: clock.now(), timeZone: 'America/Regina' });
  await app.app.orm.em.fork().execute(
    `insert into run (task, state, trigger, slot, run_at, queued_at, started_at, finished_at, worker, summary, error_message)
     select 'publications.HarvestRecords', state, 'SCHEDULE', at, at, at, at, at + seconds * interval '1 s', 'node-1',
            case state when 'SUCCEEDED' then n % 17 || ' records found' when 'SKIPPED' then 'The index has no new records' end,
            case state when 'FAILED' then 'The index answered 503 Service Unavailable'
                       when 'TIMED_OUT' then 'Aborted after its time-out of 30 minutes' when 'LOST' then 'Its worker fell silent' end
       from string_to_table(?, ' ') with ordinality as night (state, n),
            lateral (select timestamptz '2027-01-15T08:00:00Z' - (? - n) * interval '1 day' as at,
                            case state when 'TIMED_OUT' then 600 when 'SKIPPED' then 1 when 'FAILED' then 8
                                       else 60 + (n * 37) % 91 end as seconds) as run
      order by n`,
    [nights.join(' '), nights.length],
  );
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
});

afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the page of a task', () => {
  test('says at the top what has failed, since when and how often in a row, and how well it goes otherwise', async () => {
    await open(harvestPath);
    await visible(page, 'Harvest Publications has failed 3 times in a row');
    await visible(page, 'The index answered 503 Service Unavailable');
    await visible(page, /^Since/);
    const top = await page.getByText('has failed 3 times').boundingBox();
    const title = await page.getByRole('heading', { level: 1 }).boundingBox();
    expect(top!.y).toBeLessThan(title!.y);
    const rate = page.getByRole('region', { name: 'Success rate' });
    await visible(rate, '73%');
    await visible(rate, /62 of 85 kept runs/);
    await visible(rate, /Usually takes .*; 95% take .* or less/);
    expect(await page.getByRole('region', { name: 'Upcoming' }).getByRole('listitem').count()).toBe(5);
    await takeScreenshots(page, 'task-failing');
    await page.getByRole('link', { name: 'Open the last failed run' }).click();
    await page.waitForURL('**/runs/*');
    await visible(page, 'Failed');
  });

  test('draws how long its runs took and how they ended; keys go from bar to bar and a bar opens its run', async () => {
    await open(harvestPath);
    await bars().first().waitFor();
    expect(await bars().count()).toBe(50);
    await page
      .getByRole('group', {
        name: /50 runs: 27 succeeded, 8 failed, 7 skipped, 2 lost, 5 timed out, 1 cancelled/,
      })
      .waitFor();
    const names = await bars().evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')));
    expect(names.at(-1)).toBe('Failed · 02:00 · 8.0 s · Schedule');

    const stops = await bars().evaluateAll((all) => all.filter((bar) => bar.tabIndex === 0).length);
    expect(stops).toBe(1);
    await bars().last().focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await visible(page, /^Succeeded · .*, 02:00 ·/);
    const at = await page.evaluate(() => document.activeElement?.getAttribute('data-run'));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/runs/${at}`);

    await page.goBack();
    await bars().first().click();
    await page.waitForURL('**/runs/*');
  });

  test('lists its runs, reads on near the end and by a button, and narrows them down by state in the address', async () => {
    await open(harvestPath);
    await rows().first().waitFor();
    expect(await rows().count()).toBe(20);
    await page.getByRole('button', { name: 'Show more' }).press('Enter');
    await rows().nth(39).waitFor();
    while ((await rows().count()) < nights.length) {
      await rows().last().scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, 400);
    }
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });

    await page.getByLabel('State of the runs').selectOption('TIMED_OUT');
    await page.waitForURL('**?state=TIMED_OUT');
    await visible(page, '5 runs in this state');
    expect(await rows().count()).toBe(5);
    await page.reload();
    await visible(page, '5 runs in this state');
    await page.getByLabel('State of the runs').selectOption('RUNNING');
    await visible(page, 'No kept run is in this state.');
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await visible(page, `${nights.length} runs kept`);
    // The button is gone.
    const choice = page.getByLabel('State of the runs');
    expect(await choice.evaluate((field) => field === document.activeElement)).toBe(true);
  });

  test('has all it offers in its header; a schedule is explained field by field while it is typed', async () => {
    await open(harvestPath);
    await page.getByRole('button', { name: 'Edit schedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule of Harvest Publications' });
    const every = dialog.getByLabel('Every', { exact: true });
    await every.fill('P1M');
    await visible(dialog, 'Monthly at 02:00');
    expect(await dialog.getByRole('region', { name: 'Preview' }).getByRole('listitem').count()).toBe(5);
    await every.fill('PT1H');
    await visible(dialog, 'Not a schedule yet: see the marked fields.');
    const [field, problem] = await dialog.locator('[aria-invalid=true]').evaluateAll(([input]) => {
      const ids = input?.getAttribute('aria-describedby')?.split(' ') ?? [];
      const texts = ids.map((id) => document.getElementById(id)?.textContent ?? '');
      return [(input as HTMLInputElement).labels?.[0]?.textContent, texts.join(' ')];
    });
    expect(field).toMatch(/^(Every|At)/);
    expect(problem).toMatch(/PT1H|T02:00|02:00/);
    await takeScreenshots(page, 'schedule-explained');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Reason').fill('The index is being moved');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await visible(page, 'Paused: The index is being moved');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await visible(result(page), /is resumed/);
  });

  test('asks before a run with what it would look at; a run that succeeds ends the row of failures', async () => {
    await open('/tasks/proposals.CycleLifecycle');
    await page.getByRole('button', { name: 'Run now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run Cycle Lifecycle now?' });
    const { task } = await app.query<{ task: { scope: string } }>(
      '{ task(name: "proposals.CycleLifecycle") { scope } }',
    );
    expect(task.scope).toMatch(/^It checks \d+ cycles: \d+ changes? today\.$/);
    await visible(dialog, task.scope);
    await visible(dialog, /Its next run (moves|stays)/);
    await takeScreenshots(page, 'run-now-dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await open(harvestPath);
    await visible(page, 'has failed 3 times in a row');
    await app.query('mutation { runTaskNow(name: "publications.HarvestRecords") { alreadyActive } }');
    await page.getByText('has failed 3 times in a row').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Succeeded · 10:00 · .* · Run now$/ }).waitFor();
  });

  test('has no violation of WCAG 2.2 AA in either scheme, fits a phone, and reports no error', async () => {
    // With few rows: more of the same take time and show nothing new.
    await open(`${harvestPath}?state=TIMED_OUT`);
    await bars().first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        // The log's pane has tests of its own.
        .exclude('[role=log]')
        .analyze();
      expect(
        violations.map(({ id, nodes }) => [
          id,
          nodes.map(({ target, failureSummary }) => [target, failureSummary]),
        ]),
      ).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForFunction(() => document.querySelectorAll('a[data-run]').length === 25);
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(screen);
    expect(errors.filter((error) => !/WebSocket/.test(error))).toEqual([]);
  });
});
