import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineTask } from '../../server/engine/task.ts';
import { friday, gate, runNow, sql, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { flakyNetwork, type FlakyNetwork } from '../support/flaky-network.ts';
import { launchBrowser, openTab, signIn, takePicture, takeScreenshots } from './browser.ts';

// A worker writes logs; the server through which they are read is a program of its own, which a test restarts.

let parts: { lines: number; door: ReturnType<typeof gate> }[] = [];
const writing = (name: string) =>
  defineTask({
    name,
    label: name.split('.')[1]!,
    description: 'Writes as many lines as a test wants, and waits between.',
    schedule: {},
    async run({ log, progress }) {
      let seq = 0;
      for (const [index, { lines, door }] of parts.entries()) {
        for (let at = 0; at < lines; at += 1) await log.info(`number ${++seq}`);
        progress(index + 1, parts.length, 'parts');
        door.reach();
        await door.opened;
      }
      return { summary: `${seq} lines written` };
    },
  });
const colours = defineTask({
  name: 'demo.Colours',
  label: 'Colours',
  description: 'Writes as to a terminal.',
  schedule: {},
  async run({ log }) {
    clock.advance('PT6.12S');
    await log.info(
      '\u001B[1;31mBroken\u001B[0m: \u001B[32mgreen\u001B[39m \u001B[36mcyan\u001B[0m \u001B[43mon yellow\u001B[0m \u001B[2Jcleared',
    );
    await log.info(`long ${'words '.repeat(120)}`);
  },
});
const tasks = [...['demo.Writing', 'demo.Restart', 'demo.Long'].map(writing), colours];

const long = 100_000;
let database: TestDatabase;
let clock: TestClock;
let worker: TestApp;
let server: TestApp;
let network: FlakyNetwork;
let browser: Browser;
let page: Page;
let longRun: string;
let shortRun: string;
const errors: string[] = [];

const log = () => page.getByRole('log');
const line = (seq: number) => log().locator(`[id="L${seq}"]`);
const seqs = () =>
  log()
    .locator('a[data-seq]')
    .evaluateAll((links) => links.map((link) => Number(link.getAttribute('data-seq'))));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** How many pixels of the log are below what is in sight. */
const below = () =>
  log().evaluate((pane) => Math.round(pane.scrollHeight - pane.clientHeight - pane.scrollTop));
/** Where the lines are that a reader sees, and nothing of what is kept ready above and below. */
const inSight = (seq: number) =>
  line(seq).evaluate((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    const pane = row.closest('[role=log]')!.getBoundingClientRect();
    return top >= pane.top - 1 && bottom <= pane.bottom + 1;
  });

/** The first line of which more than half is in sight. */
const topSeq = () =>
  log().evaluate((pane) => {
    const { top } = pane.getBoundingClientRect();
    const rows = [...pane.querySelectorAll('[id^="L"]')];
    const first = rows.find((row) => row.getBoundingClientRect().top >= top - row.clientHeight / 2);
    return Number(first?.id.slice(1));
  });

const startServer = () => startTestApp({ clock, tasks, databaseUrl: database.url, env: { ROLE: 'server' } });

/** Begins a run that writes these parts, one after the other as their doors are opened. */
async function begin(task: string, ...counts: number[]): Promise<string> {
  parts = counts.map((lines) => ({ lines, door: gate() }));
  const { id } = await runNow(server, task);
  await parts[0]!.door.reached;
  return id;
}

beforeAll(async () => {
  database = await createTestDatabase();
  clock = new TestClock(friday);
  server = await startServer();
  worker = await startTestApp({ clock, tasks, databaseUrl: database.url, env: { ROLE: 'worker' } });
  network = await flakyNetwork(() => server.url);
  parts = [];
  ({ id: longRun } = await runNow(server, 'demo.Long'));
  await untilFinished(server, 'demo.Long', 1);
  await sql(
    server,
    `insert into log_line (run_id, seq, at, level, message, fields)
     select ?, seq, timestamptz '${friday}' + seq * interval '1 ms',
            case when seq % 1000 = 0 then 'ERROR' when seq % 100 = 0 then 'WARN' else 'INFO' end,
            'line ' || seq || case when seq % 2500 = 7 then ' needle' else '' end,
            case when seq % 1000 = 0 then json_build_object('submissionId', seq / 1000, 'attempt', 2, 'code', 'E' || seq) end
       from generate_series(1, ?) as seq`,
    [longRun, long],
  );
  browser = await launchBrowser();
  page = await openTab(browser, errors);
  await signIn(page, server);
});

afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await worker?.[Symbol.asyncDispose]();
  await database?.close();
});

const open = (path: string) => page.goto(`${network.url}${path}`);

describe('the log of a run', () => {
  test('is followed at its end, and left alone while somebody reads further up', async () => {
    const id = await begin('demo.Writing', 200, 12, 3);
    shortRun = id;
    await open(`/runs/${id}`);
    await line(200).waitFor();
    await page.getByText('Live', { exact: true }).last().waitFor();
    await expect.poll(below).toBe(0);

    await log().hover();
    await page.mouse.wheel(0, -2_000);
    const jump = page.getByRole('button', { name: /jump to latest/i });
    await jump.waitFor();
    // The wheel turns the pane a while after it was turned.
    await expect.poll(below).toBe(2_000);
    const before = await topSeq();
    parts[0]!.door.open();
    await page.getByRole('button', { name: '12 new lines, jump to latest' }).waitFor();
    expect(await topSeq()).toBe(before);
    await takeScreenshots(page, 'run-log-live');

    await page.getByRole('button', { name: '12 new lines, jump to latest' }).click();
    await expect.poll(() => inSight(212)).toBe(true);
    parts[1]!.door.open();
    await line(215).waitFor();
    await expect.poll(below).toBe(0);
    await jump.waitFor({ state: 'detached' });

    await log().focus();
    await page.keyboard.press('ArrowUp');
    await jump.waitFor();
    await expect.poll(below).toBe(40);
    await page.keyboard.press('End');
    await jump.waitFor({ state: 'detached' });
    parts[2]!.door.open();
    await page.getByText('Finished in', { exact: false }).waitFor();
    await page.getByText('215 lines written').first().waitFor();
  });

  test('opens at the line of the address, however long it is, and gives each line an address', async () => {
    await open(`/runs/${shortRun}#L100`);
    await line(100).waitFor();
    await expect.poll(() => inSight(100)).toBe(true);
    await open(`/runs/${longRun}#L54321`);
    await line(54_321).waitFor();
    await expect.poll(() => inSight(54_321)).toBe(true);
    await line(54_321).getByText('line 54321', { exact: true }).waitFor();
    await expect.poll(() => line(54_321).getAttribute('data-mark')).toBe('target');
    // Only what is in sight is in the page.
    expect((await seqs()).length).toBeLessThan(120);

    await line(54_323).getByRole('link', { name: 'Line 54323' }).click();
    await page.waitForURL('**#L54323');
    await expect.poll(() => line(54_323).getAttribute('data-mark')).toBe('target');

    await log().focus();
    await page.keyboard.press('Home');
    await line(1).getByText('line 1', { exact: true }).waitFor();
    await page.keyboard.press('End');
    await line(long).getByText(`line ${long}`, { exact: true }).waitFor();
  });

  test('of any length is scrolled from its end to its beginning, and nothing jumps on the way', async () => {
    await open(`/runs/${longRun}`);
    await line(long).waitFor();
    await expect.poll(below).toBe(0);
    const height = await log().evaluate((pane) => pane.scrollHeight);
    const last = await topSeq();
    await log().hover();
    for (const rows of [5, 10, 15]) {
      await page.mouse.wheel(0, -5 * 24);
      await expect.poll(topSeq).toBe(last - rows);
    }
    expect(await log().evaluate((pane) => pane.scrollHeight)).toBe(height);

    // Far above what is reckoned with at the end, from there.
    await page.getByRole('button', { name: 'Jump to latest' }).click();
    await expect.poll(below).toBe(0);
    await log().evaluate((pane) => (pane.scrollTop = 24 * 40_000));
    await expect.poll(topSeq).toBe(40_001);
    await page.getByRole('button', { name: 'Jump to latest' }).click();
    await expect.poll(topSeq).toBe(last);
    await log().focus();
    await page.keyboard.press('Home');
    await expect.poll(topSeq).toBe(1);
  });

  test('is searched as a whole: hits are counted, and stepped through in both directions', async () => {
    await open(`/runs/${longRun}`);
    await line(long).waitFor();
    const field = page.getByRole('textbox', { name: 'Search the log' });
    await field.fill('NEEDLE');
    await page.getByText('40 of 40').waitFor();
    await line(97_507).locator('mark', { hasText: 'needle' }).waitFor();
    await expect.poll(() => inSight(97_507)).toBe(true);

    await field.press('Enter');
    await page.getByText('1 of 40').waitFor();
    await line(7).locator('mark').waitFor();
    await field.press('Enter');
    await page.getByText('2 of 40').waitFor();
    await expect.poll(() => inSight(2_507)).toBe(true);
    await takeScreenshots(page, 'run-log-search');
    await field.press('Shift+Enter');
    await field.press('Shift+Enter');
    await page.getByText(/^(1|40) of 40$/).waitFor();
    await page.getByRole('button', { name: 'Previous hit (Shift+Enter)' }).click();
    await field.fill('no such words');
    await page.getByText('No hits').waitFor();
    await field.press('Escape');
    await expect.poll(() => page.getByText('No hits').count()).toBe(0);
  });

  test('is filtered by level on the server, with its fields and the records they name', async () => {
    await open(`/runs/${longRun}`);
    await line(long).waitFor();
    await page.getByRole('combobox', { name: 'Level' }).selectOption('WARN');
    await page.getByText('1,000 of 100,000 lines').waitFor();
    await line(99_900).waitFor();
    expect((await seqs()).every((seq) => seq % 100 === 0)).toBe(true);
    await log().focus();
    await page.keyboard.press('Home');
    await line(100).waitFor();
    await line(1_000).getByText('{"attempt":2,"code":"E1000"}').click();
    await line(1_000).locator('pre').getByText('"attempt": 2').waitFor();
    await takeScreenshots(page, 'run-log-level');
    await page.getByRole('textbox', { name: 'Search the log' }).fill('line 50000');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await expect.poll(() => inSight(50_000)).toBe(true);
    await line(50_000).getByRole('link', { name: 'submission' }).click();
    await page.waitForURL('**/submissions/50');
  });

  test('shows the colours of a terminal, wraps, and tells times as one likes', async () => {
    const { id } = await runNow(server, 'demo.Colours');
    await untilFinished(server, 'demo.Colours', 1);
    await open(`/runs/${id}`);
    const coloured = line(1).locator('[data-fg="ansi-red"]');
    await coloured.getByText('Broken').waitFor();
    expect(await line(1).innerText()).not.toContain('\u001B');
    const colour = (part: ReturnType<typeof line>) => part.evaluate((text) => getComputedStyle(text).color);
    expect(await colour(coloured)).not.toBe(await colour(line(1)));

    const height = () => line(2).evaluate((row) => row.clientHeight);
    expect(await height()).toBeGreaterThan(30);
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    await expect.poll(height).toBe(24);
    await line(1).getByText('10:00:06.120').waitFor();
    await page.getByRole('button', { name: 'Times since the start' }).click();
    await line(1).getByText('+0:06.120').waitFor();
    await takeScreenshots(page, 'run-log-colours');
    // They are as they were left, in this browser.
    await page.reload();
    await line(1).getByText('+0:06.120').waitFor();
    await page.getByRole('button', { name: 'Wrap long lines', pressed: false }).click();
    await page.getByRole('button', { name: 'Times since the start', pressed: true }).click();
  });

  test('is taken along: downloaded whole, copied, printed up to a bound, and told in sentences', async () => {
    await open(`/runs/${longRun}`);
    for (const [name, ending] of [
      ['Whole log as text', 'txt'],
      ['Whole log as NDJSON', 'ndjson'],
    ] as const) {
      await page.getByRole('button', { name: 'Download the log' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      expect(file.suggestedFilename()).toBe(`demo.Long-run-${longRun}.${ending}`);
      const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
      expect(lines).toHaveLength(long);
      expect(lines.at(-1)).toContain('line 100000');
    }

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy lines' }).click();
    await page.getByText(/^Copied [\d,]+ lines, those read so far/).waitFor();
    expect(await clipboard()).toMatch(/^[\d:.]+ INFO +line \d+\n(.*\n)*.* line 100000 \{.*\}\n$/);
    await page.getByRole('button', { name: 'Copy receipt' }).click();
    await page.getByText('Copied: what this run was').waitFor();
    expect(await clipboard()).toMatch(
      /^Long \(demo\.Long\), run \d+: succeeded\. .*The log has 100,000 lines: http/,
    );

    await page.evaluate(() =>
      addEventListener('afterprint', () => (document.body.dataset.printed = ''), { once: true }),
    );
    await page.getByRole('button', { name: 'Print the run' }).click();
    await page.locator('body[data-printed]').waitFor();
    // As it is when the browser begins to print: it has no paper here, and has ended already.
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    await page.getByText('The last 1,000 lines of 100,000. The download has all.').waitFor();
    await page.getByText('line 99001', { exact: true }).waitFor();
    await page.getByText('Trigger: Run now by ADMIN_TOKEN.', { exact: false }).waitFor();
    expect(await page.getByRole('log').isVisible()).toBe(false);
    expect(await page.getByRole('navigation', { name: 'Admin' }).isVisible()).toBe(false);
    await takePicture(page, 'run-print');
    await page.emulateMedia({ media: null });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  });

  test('loses and doubles no line when the network is cut and the server restarts', async () => {
    const id = await begin('demo.Restart', 8, 8, 8, 4);
    await open(`/runs/${id}`);
    await line(8).waitFor();
    const finished = (index: number) => parts[index]!.door.reached;

    network.cut();
    parts[0]!.door.open();
    await finished(1);
    await line(16).waitFor();
    expect(await seqs()).toEqual(upTo(16));

    await server[Symbol.asyncDispose]();
    await page.getByText('Reconnecting…').locator('visible=true').last().waitFor();
    parts[1]!.door.open();
    await finished(2);
    // At a port of its own: somebody else may have taken the old one meanwhile.
    server = await startServer();
    await line(24).waitFor();
    expect(await seqs()).toEqual(upTo(24));
    await page.getByText('Live', { exact: true }).last().waitFor();

    parts[2]!.door.open();
    await line(28).waitFor();
    parts[3]!.door.open();
    await page.getByText('Finished in', { exact: false }).waitFor();
    expect(await seqs()).toEqual(upTo(28));
    const kept = await sql<{ seq: number }>(
      server,
      'select seq from log_line where run_id = ? order by seq',
      [id],
    );
    expect(kept.map(({ seq }) => seq)).toEqual(upTo(28));
  });

  test('fits a phone, keeps the line that is read when it gets another width, and reports no error', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(`/runs/${longRun}#L54321`);
    await expect.poll(() => inSight(54_321)).toBe(true);
    const top = await topSeq();
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(topSeq).toBe(top);
    await line(top).getByText(`line ${top}`).waitFor();
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(screen);
    expect(errors.filter((error) => !/WebSocket|ERR_/.test(error))).toEqual([]);
  });
});
