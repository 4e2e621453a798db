import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { advanceReviewWorkflow } from '../../server/tasks/advance-review-workflow.ts';
import { startReviews } from '../../server/tasks/start-reviews.ts';
import { untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { launchBrowser, openTab, signIn, takeScreenshots } from './browser.ts';

// The records of a fresh sample facility as a person looks through them.

let app: TestApp;
let browser: Browser;
let page: Page;
const errors: string[] = [];

const open = (path: string, on = page) => on.goto(`${app.url}${path}`);
const heading = (name: string | RegExp, on = page) => on.getByRole('heading', { level: 1, name }).waitFor();
const rows = (on = page) => on.locator('tbody tr');

/** The number that stands below a list: of all its records, whether they are shown or not. */
async function listed(on = page): Promise<number> {
  await on.locator('[aria-busy="false"]').waitFor();
  const text = await on.getByText(/^(That is|\d[\d,]* of )/).innerText();
  return text.startsWith('That is the only') ? 1 : Number(/([\d,]+) \w+$/.exec(text)?.[1]?.replace(',', ''));
}

interface Found {
  nodes: { edges: { node: { id: string; code?: string } }[]; totalCount: number };
}

/** The first record of a list, and how many there are. */
async function first(list: string): Promise<{ id: string; code?: string; total: number }> {
  const { nodes } = await app.query<Found>(`{ nodes: ${list} }`);
  const [edge] = nodes.edges;
  if (!edge) throw new Error(`The sample facility has none of ${list}`);
  return { ...edge.node, total: nodes.totalCount };
}

const FOUND = '{ totalCount edges { node { id } } }';
const CODED = '{ totalCount edges { node { id code } } }';

beforeAll(async () => {
  const clock = new TestClock('2027-01-11T16:00:00Z');
  app = await startTestApp({ clock, tasks: [advanceReviewWorkflow, startReviews] });
  // The first runs by schedule find nothing, so that the ones a person asks for find work.
  await untilFinished(app, advanceReviewWorkflow.name, 1);
  await untilFinished(app, startReviews.name, 1);
  await seedIfEmpty(app.app.orm.em.fork(), { now: clock.now(), timeZone: 'America/Regina' });
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, app);
});

afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

describe('the records', () => {
  test('are found by state and text, which stand in the address, and open with their stages and reviews', async () => {
    const decided = await first(`submissions(approved: true, first: 1) ${CODED}`);
    await open('/submissions');
    await heading('Submissions');
    await rows().first().waitFor();
    await takeScreenshots(page, 'submissions');
    expect(await rows().count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows().nth(99).waitFor();

    await page.getByLabel('Decision').selectOption('Approved');
    await page.waitForURL('**/submissions?decision=approved');
    expect(await listed()).toBe(decided.total);

    await page.getByLabel('Search submissions').fill(decided.code!);
    await page.waitForURL(/q=/);
    await page.getByRole('link', { name: decided.code!, exact: true }).click();
    await heading(`Submission ${decided.code}`);
    await page.getByRole('heading', { level: 2, name: /^1\. \w+ review$/ }).waitFor();
    await page.getByRole('table', { name: 'Reviews of stage 1' }).getByRole('row').nth(1).waitFor();
    await takeScreenshots(page, 'submission');

    await page.goBack();
    await page.getByLabel('Search submissions').fill('no such submission');
    await page.getByText('No submission matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.waitForURL('**/submissions');
    // As far as it had been read, and in the same order.
    await rows().nth(99).waitFor();
    expect(await page.getByLabel('Search submissions').inputValue()).toBe('');
  });

  test('are counted on the page of their cycle as its links list them', async () => {
    interface Cycles {
      cycles: {
        edges: { node: { id: string; name: string; submissionCounts: { state: string; count: number }[] } }[];
      };
    }
    const { cycles } = await app.query<Cycles>(
      '{ cycles(state: REVIEW) { edges { node { id name submissionCounts { state count } } } } }',
    );
    const cycle = cycles.edges[0]!.node;
    await open('/cycles');
    await page.getByRole('link', { name: cycle.name }).first().waitFor();
    await open(`/cycles/${cycle.id}`);
    await heading(`Cycle ${cycle.name}`);
    await page
      .getByRole('link', { name: /^\d+ submissions?: / })
      .first()
      .waitFor();
    await takeScreenshots(page, 'cycle');

    const links = await page.getByRole('link', { name: /^\d+ submissions?: / }).all();
    expect(links.length).toBe(cycle.submissionCounts.filter(({ count }) => count > 0).length);
    const shown = Number(await links[0]!.innerText());
    await links[0]!.click();
    await heading('Submissions');
    expect(new URL(page.url()).searchParams.get('cycle')).toBe(cycle.id);
    expect(await listed()).toBe(shown);
  });

  test('change in an open list while a task runs, and its log leads to them', async () => {
    const list = await openTab(page.context(), errors);
    await open('/reviews?state=PENDING', list);
    const before = await listed(list);

    await open(`/tasks/${startReviews.name}`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.waitForURL('**/runs/*');
    await page.getByText('Succeeded').locator('visible=true').first().waitFor();
    const { reviews } = await app.query<{ reviews: { totalCount: number } }>(
      '{ reviews(state: PENDING) { totalCount } }',
    );
    expect(reviews.totalCount).toBeLessThan(before);
    await (reviews.totalCount === 0
      ? list.getByText('No review matches').waitFor()
      : list.getByText(new RegExp(`\\b${reviews.totalCount} reviews?$`)).waitFor());
    await list.close();

    await page.getByRole('log').getByRole('link', { name: 'submission', exact: true }).first().waitFor();
    await takeScreenshots(page, 'run-with-links');
    await page.getByRole('log').getByRole('link', { name: 'submission', exact: true }).first().click();
    await heading(/^Submission /);
  });

  test('of a message show it as it is mailed, locked up, and one that failed can be tried again', async () => {
    const { id } = await first(`notifications(state: FAILED, first: 1) ${FOUND}`);
    await open('/messages?state=FAILED');
    await rows().first().waitFor();
    await open(`/messages/${id}`);
    const frame = page.locator('iframe');
    await page
      .frameLocator('iframe')
      .getByText(/^(Dear|Hello)/)
      .first()
      .waitFor();
    expect(await frame.getAttribute('sandbox')).toBe('');
    await takeScreenshots(page, 'message');
    await page.getByText('Text', { exact: true }).click();
    await page.getByLabel('Text of the message').waitFor();

    await page.getByRole('button', { name: 'Send again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send this message again?' });
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('main').getByText('Next try').waitFor();
    await page.getByText('when Deliver Messages runs next').waitFor();
    expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
  });

  test('never scroll sideways on a phone, each under a heading of its own, and report no error', async () => {
    const { id: project } = await first(`projects(state: RUNNING, first: 1) ${FOUND}`);
    const { id: session } = await first(`sessions(state: COMPLETE, first: 1) ${FOUND}`);
    const { id: review } = await first(`reviews(state: SUBMITTED, first: 1) ${FOUND}`);
    const { id: submission } = await first(`submissions(first: 1) ${FOUND}`);
    const { id: cycle } = await first(`cycles(first: 1) ${FOUND}`);
    const { id: message } = await first(`notifications(first: 1) ${FOUND}`);
    const paths = [
      '/submissions',
      `/submissions/${submission}`,
      '/reviews',
      `/reviews/${review}`,
      '/projects',
      `/projects/${project}`,
      '/allocations',
      '/sessions',
      `/sessions/${session}`,
      '/messages',
      `/messages/${message}`,
      `/cycles/${cycle}`,
    ];
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of paths) {
      await open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main').getByText('Loading…').waitFor({ state: 'detached' });
      const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content, path).toBeLessThanOrEqual(screen);
    }
    expect(errors.filter((error) => !/WebSocket/.test(error))).toEqual([]);
  });
});
