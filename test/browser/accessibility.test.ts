import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { defineTask } from '../../server/engine/task.ts';
import { tasks } from '../../server/tasks/index.ts';
import { gate, runNow, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takeScreenshots } from './browser.ts';

// Every page and dialog as somebody meets it who does not see it, sees it large, or has no mouse.
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

const held = gate();
const copying = defineTask({
  name: 'publications.CopyRecords',
  label: 'Copy Publications',
  description: 'Copies the records of publications from the index.',
  schedule: {},
  async run({ log, progress }) {
    await log.info('Copying the records since Monday', { since: '2027-01-11', pages: 8 });
    await log.warn('The index answers slowly');
    progress(3, 8, 'pages');
    held.reach();
    await held.opened;
  },
});
const failing = defineTask({
  name: 'publications.SendDigest',
  label: 'Send Publication Digest',
  description: 'Mails the week’s publications to the facility.',
  schedule: { every: 'P7D', at: 'T12:00' },
  async run({ log }) {
    await log.error('550 mailbox unavailable');
    throw new Error('The mail server refused the digest: 550 mailbox unavailable');
  },
});

let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

/** The first record of a list, as a path below it. */
async function first(list: string): Promise<string> {
  const { nodes } = await app.query<{ nodes: { edges: { node: { id: string } }[] } }>(
    `{ nodes: ${list}(first: 1) { edges { node { id } } } }`,
  );
  return `/${list === 'notifications' ? 'messages' : list}/${nodes.edges[0]?.node.id}`;
}

/** What axe finds on the page, in one line each. Of a long list the first rows are enough: the others are like them. */
async function found(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.setLegacyMode().exclude('tbody > tr:nth-child(n + 9)').analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** Whether the page has to be moved sideways at this width, once the rules for it are in force. */
async function isWider(on: Page, width: number): Promise<boolean> {
  await on.setViewportSize({ width, height: 1400 });
  const fits = on.waitForFunction(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    undefined,
    { timeout: 60_000 },
  );
  return fits.then(
    () => false,
    () => true,
  );
}

/**
 * What is wrong with the page, or a part of it: by axe in both colour schemes, which differ in nothing but colours, and
 * in width, where 640 px is a desk's 1280 at 200 %. Takes its pictures on the way.
 */
async function problems(name: string, on = page, part = 'html'): Promise<string[]> {
  const wrong: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await on.emulateMedia({ colorScheme });
    await on.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    const axe = new AxeBuilder({ page: on }).include(part);
    const light = colorScheme === 'light';
    wrong.push(...(await found(light ? axe.withTags(RULES) : axe.withRules(COLOUR_RULES))));
  }
  await on.emulateMedia({ colorScheme: 'light' });
  await takeScreenshots(on, `every-${name}`);
  for (const width of [390, 640]) {
    if (await isWider(on, width)) wrong.push(`scrolls sideways at ${width} px`);
  }
  await on.setViewportSize({ width: 1440, height: 900 });
  return wrong;
}

async function open(path: string, on = page): Promise<void> {
  await on.goto(`${app.url}${path}`);
  await on.getByRole('heading', { level: 1 }).waitFor();
  await settled(on);
}

/** Everything that was still to come is there. */
async function settled(on = page): Promise<void> {
  await on.locator('main [aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await on.getByRole('heading').first().waitFor();
}

beforeAll(async () => {
  const clock = new TestClock('2027-01-11T16:00:00Z');
  app = await startTestApp({ clock, tasks: [...tasks, copying, failing] });
  await untilFinished(app, 'proposals.CycleLifecycle', 1);
  await seedIfEmpty(app.app.orm.em.fork(), { now: clock.now(), timeZone: 'America/Regina' });
  await runNow(app, 'proposals.CycleLifecycle');
  await untilFinished(app, 'proposals.CycleLifecycle', 2);
  await runNow(app, failing.name);
  await untilFinished(app, failing.name, 1);
  await runNow(app, copying.name);
  await held.reached;
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, app);
});

afterAll(async () => {
  held.open();
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

/** Where each page is, by the name of its pictures. */
async function everyPage(): Promise<[string, string][]> {
  const run = async (task: string) => {
    const { runs } = await app.query<{ runs: { edges: { node: { id: string } }[] } }>(
      'query ($task: ID!) { runs(task: $task, first: 1) { edges { node { id } } } }',
      { task },
    );
    return `/runs/${runs.edges[0]?.node.id}`;
  };
  return [
    ['tasks', '/tasks'],
    ['task', '/tasks/proposals.CycleLifecycle'],
    ['task-failed', `/tasks/${failing.name}`],
    ['run', await run('proposals.CycleLifecycle')],
    ['run-failed', await run(failing.name)],
    ['run-running', await run(copying.name)],
    ['cycles', '/cycles'],
    ['cycle', await first('cycles')],
    ['nodes', '/nodes'],
    ['audit', '/audit'],
    ['access', '/access'],
    ['tokens', '/access/tokens'],
    ['account', '/account'],
    ['submissions', '/submissions'],
    ['submission', await first('submissions')],
    ['reviews', '/reviews'],
    ['review', await first('reviews')],
    ['projects', '/projects'],
    ['project', await first('projects')],
    ['allocations', '/allocations'],
    ['sessions', '/sessions'],
    ['session', await first('sessions')],
    ['messages', '/messages'],
    ['message', await first('notifications')],
    ['filtered-out', '/tasks?q=no+such+task'],
    ['nowhere', '/nowhere'],
  ];
}

describe('for everybody', () => {
  test('every page has names, roles and contrasts in both colour schemes, and fits phones and 200 % zoom', async () => {
    const wrong: Record<string, string[]> = {};
    await open('/tasks');
    for (const [name, path] of await everyPage()) {
      // As a link goes there: without loading the console again.
      await page.evaluate((to) => history.pushState(null, '', to), path);
      await settled();
      const problem = await problems(name);
      if (problem.length > 0) wrong[path] = problem;
    }
    expect(wrong).toEqual({});
  }, 900_000);

  test('so has every dialog, and the keyboard is back where it was when it closes', async () => {
    const dialogs: [path: string, button: string][] = [
      ['/tasks/proposals.CycleLifecycle', 'Run now: Cycle Lifecycle'],
      ['/tasks/proposals.CycleLifecycle', 'Pause'],
      ['/tasks/proposals.CycleLifecycle', 'Edit schedule'],
      [`/tasks/${copying.name}`, 'Cancel run'],
      ['/access', 'Add an account'],
      ['/access/tokens', 'Make a token'],
      ['/tasks', 'Search the console'],
      ['/tasks', 'Keyboard shortcuts'],
    ];
    const wrong: Record<string, string[]> = {};
    for (const [path, name] of dialogs) {
      if (new URL(page.url()).pathname !== path) await open(path);
      const button = page.getByRole('button', { name, exact: true }).first();
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await settled();
      const picture = `dialog-${name.toLowerCase().replaceAll(/[ ,:]+/g, '-')}`;
      const problem = await problems(picture, page, '[role=dialog]');
      if (problem.length > 0) wrong[name] = problem;
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expect
        .poll(() => button.evaluate((node) => node === document.activeElement), { message: name })
        .toBe(true);
    }
    expect(wrong).toEqual({});
  }, 600_000);

  test('the keyboard skips the header, sees where it is, and reaches every action of the list', async () => {
    await open('/tasks');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('main');
    const reached = new Set<string>();
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press('Tab');
      const { name, outline } = await page.locator(':focus').evaluate((node) => ({
        name: node.getAttribute('aria-label') ?? node.textContent?.trim() ?? '',
        outline: getComputedStyle(node).outlineStyle,
      }));
      expect(outline, name).not.toBe('none');
      reached.add(name);
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['Search tasks', 'Advance Review Workflow', 'Run now: Advance Review Workflow']),
    );
  });

  test('no page moves under the hands of who reads it while it loads', async () => {
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          moved += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      let moved = 0;
      Object.defineProperty(window, 'moved', { get: () => moved });
    });
    for (const path of [
      '/tasks',
      `/tasks/${failing.name}`,
      '/runs/1',
      '/cycles',
      '/submissions',
      '/messages',
    ]) {
      await open(path);
      await page.waitForLoadState('networkidle');
      // The share of the window that moved, times how far; web.dev/articles/cls calls up to 0.1 good.
      expect(await page.evaluate('moved'), path).toBeLessThan(0.05);
    }
  });

  test('the page before sign-in is the same for everybody too', async () => {
    const stranger = await openTab(browser, errors);
    await stranger.emulateMedia({ reducedMotion: 'reduce' });
    await open('/sign-in', stranger);
    expect(await problems('sign-in', stranger)).toEqual([]);
    await stranger.context().close();
    expect(errors.filter((error) => !/WebSocket/.test(error))).toEqual([]);
  });
});
