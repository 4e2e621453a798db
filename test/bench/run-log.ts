/**
 * The log of a run in a real browser: a million lines scrolled through, jumped about in, searched, filtered and
 * downloaded, then a log that is written for minutes while it is watched. Prints frame times against the floor (a
 * thousand bare rows in the same browser), and the memory of the page after each part of the writing against before.
 * Last, whether the end of a log that is written faster is followed on a slow machine.
 * Run: npm run bench:log -- [--minutes 2] [--lines 1000000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { startApp } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { defineTask } from '../../server/engine/task.ts';
import { launchBrowser, openTab } from '../browser/browser.ts';
import { asAdmin, testToken } from '../support/token.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '2' }, lines: { type: 'string', default: '1000000' } },
});
const minutes = Number(values.minutes);
const count = Number(values.lines);
const linesPerSecond = 400;
const hastyLinesPerSecond = 3 * linesPerSecond;
const slowSeconds = 120;
const parts = 4;

const say = (line: string) => process.stdout.write(`${line}\n`);
const percentile = (numbers: number[], part: number) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))] ?? 0;
const frames = (times: number[]) =>
  `median ${percentile(times, 0.5).toFixed(1)}, 95th of a hundred ${percentile(times, 0.95).toFixed(1)}, worst ${percentile(times, 1).toFixed(1)}`;

const writes = (name: string, run: Parameters<typeof defineTask>[0]['run']) =>
  defineTask({ name, label: name, description: 'For the measurement.', schedule: {}, timeout: 'PT12H', run });
const still = writes('demo.Still', async () => undefined);
const writesOn = (name: string, perSecond: number) =>
  writes(name, async ({ log, signal }) => {
    for (let seq = 0; !signal.aborted;) {
      for (let left = perSecond / 20; left > 0; left -= 1) {
        // One in ten wraps.
        const more = ++seq % 10 === 0 ? ', and says so at length'.repeat(12) : '';
        await log.info(`line ${seq} of a run that goes on for a while${more}`, { submissionId: seq });
      }
      await delay(50);
    }
  });
const steady = writesOn('demo.Steady', linesPerSecond);
const hasty = writesOn('demo.Hasty', hastyLinesPerSecond);

const folder = await mkdtemp(join(tmpdir(), 'uso-log-'));
const postgres = await startEmbeddedPostgres(folder);
try {
  await using resources = new AsyncDisposableStack();
  const databaseUrl = await ownDatabase(postgres.url);
  const app = await startApp({
    config: parseConfig({ PORT: '0', DATABASE_URL: databaseUrl, ADMIN_TOKEN: testToken }),
    tasks: [still, steady, hasty],
    onProblem: say,
    onOutdated: say,
  });
  resources.defer(() => app.stop());
  const url = app.url!;
  const ask = async <T>(query: string): Promise<T> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...asAdmin },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: T }).data;
  };
  const runNow = async (name: string): Promise<string> => {
    const { runTaskNow } = await ask<{ runTaskNow: { run: { id: string } } }>(
      `mutation { runTaskNow(name: "${name}") { run { id } } }`,
    );
    return runTaskNow.run.id;
  };

  const id = await runNow('demo.Still');
  await app.orm.em.fork().execute(
    `insert into log_line (run_id, seq, at, level, message, fields)
     select ?, seq, now() + seq * interval '1 ms', case when seq % 100 = 0 then 'WARN' else 'INFO' end,
            'line ' || seq || ' of many' || case when seq % 1000 = 7 then ' needle' else '' end,
            case when seq % 10 = 0 then json_build_object('submissionId', seq) end
       from generate_series(1, ?) as seq`,
    [id, count],
  );
  say(`${count.toLocaleString('en')} lines written`);

  const browser = await launchBrowser();
  resources.defer(() => browser.close());
  const page = await openTab(browser, []);
  const cdp = await page.context().newCDPSession(page);
  await page.goto(app.signInLink!);
  await page.getByRole('button', { name: 'Sign in with this one-time link' }).click();
  await page.waitForURL('**/account?welcome');

  const floor = await floorOf(page);
  await page.goto(`${url}/runs/${id}`);
  const pane = page.getByRole('log');
  await pane.locator(`[id="L${count}"]`).waitFor();
  const times = await pane.evaluate(scroll);
  say(`frames while bare rows scroll, ms: ${frames(floor)}`);
  say(`frames while the log scrolls, ms: ${frames(times)}`);
  for (const part of [0.5, 0.95]) {
    say(
      `  ${part === 0.5 ? 'median' : '95th'}: ${(percentile(times, part) / percentile(floor, part)).toFixed(2)} of the floor`,
    );
  }

  const jumps: number[] = [];
  for (let jump = 1; jump <= 20; jump += 1) {
    const seq = ((jump * 7_919_317) % count) + 1;
    const began = performance.now();
    await page.evaluate((hash) => location.assign(hash), `#L${seq}`);
    await pane.locator(`[id="L${seq}"]`).waitFor();
    jumps.push(performance.now() - began);
  }
  say(`from an address to its line, ms: ${frames(jumps)}`);

  const field = page.getByRole('textbox', { name: 'Search the log' });
  await timed('a search of the whole log counted', async () => {
    await field.fill('needle');
    await page.getByText(new RegExp(` of ${(count / 1_000).toLocaleString('en-GB')}$`)).waitFor();
  });
  await timed('the next hit', async () => {
    const before = await page.getByText(/^[\d,]+ of [\d,]+$/).innerText();
    await field.press('Enter');
    await page.getByText(before, { exact: true }).waitFor({ state: 'detached' });
    await page.getByText(/^[\d,]+ of [\d,]+$/).waitFor();
  });
  await field.fill('');
  await timed('the level chosen and counted', async () => {
    await page.getByRole('combobox', { name: 'Level' }).selectOption('WARN');
    await page.getByText(/^[\d,]+ of [\d,]+ lines$/).waitFor();
  });

  for (const ending of ['txt', 'ndjson']) {
    const before = process.memoryUsage().rss;
    let most = before;
    let bytes = 0;
    const began = performance.now();
    const answer = await fetch(`${url}/runs/${id}/log.${ending}`, { headers: asAdmin });
    for await (const piece of answer.body!) {
      bytes += (piece as Uint8Array).length;
      most = Math.max(most, process.memoryUsage().rss);
    }
    const seconds = (performance.now() - began) / 1_000;
    say(
      `download as ${ending}: ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, memory of server and reader at most ${(most / before).toFixed(2)} of before`,
    );
  }

  const watched = await runNow('demo.Steady');
  await page.goto(`${url}/runs/${watched}`);
  await pane.locator('a[data-seq]').first().waitFor();
  const jump = page.getByRole('button', { name: /jump to latest/i });
  // The first lines fill what is kept of a log; what it grows by then is what it would grow by for ever.
  const part = (minutes * 60_000) / (parts + 1);
  await delay(part);
  const before = await memoryOf(cdp);
  say(`watched, ${linesPerSecond} lines/s: ${(before.heap / 1e6).toFixed(1)} MB, ${before.nodes} nodes`);
  for (let at = 1; at <= parts; at += 1) {
    await delay(part);
    const now = await memoryOf(cdp);
    const lines = await pane.locator('a[data-seq]').last().innerText();
    const isFollowed = (await page.getByText('Live', { exact: true }).count()) > 0 && !(await jump.count());
    say(
      `  at line ${lines}${isFollowed ? '' : ' (NOT FOLLOWED)'}: heap ${(now.heap / before.heap).toFixed(2)} of before, nodes ${(now.nodes / before.nodes).toFixed(2)}`,
    );
  }
  await ask(`mutation { cancelRun(id: "${watched}") { id } }`);

  // Where the browser has time for little else, its own moves must not count as the reader's.
  await page.goto(`${url}/runs/${await runNow('demo.Hasty')}`);
  await pane.locator('a[data-seq]').first().waitFor();
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 20 });
  let lost = 0;
  for (const end = performance.now() + slowSeconds * 1_000; performance.now() < end; await delay(500)) {
    if (!(await jump.count())) continue;
    lost += 1;
    await jump.click().catch(() => undefined);
  }
  say(
    `${hastyLinesPerSecond} lines/s at a twentieth of the machine's speed: the end was lost ${lost} times in ${slowSeconds} s`,
  );
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function timed(what: string, act: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await act();
  say(`${what}, ms: ${Math.round(performance.now() - began)}`);
}

/** Scrolls an element through its middle, a bit each frame, and gives the times between the frames. */
async function scroll(element: Element): Promise<number[]> {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  element.scrollTop = element.scrollHeight / 2;
  for (let settle = 0; settle < 60; settle += 1) await frame();
  const times: number[] = [];
  let last = await frame();
  for (let step = 0; step < 300; step += 1) {
    element.scrollTop += 60;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
}

/** The same with a thousand bare rows, on an empty page of the same server. */
async function floorOf(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const pane = document.createElement('div');
    pane.id = 'floor';
    pane.style.height = '640px';
    pane.style.overflow = 'auto';
    for (let row = 0; row < 1_500; row += 1) {
      const line = document.createElement('div');
      line.style.height = '24px';
      line.textContent = `${row} 10:00:00.000 INFO line ${row} of many`;
      pane.append(line);
    }
    document.body.replaceChildren(pane);
  });
  return page.locator('#floor').evaluate(scroll);
}

async function memoryOf(cdp: CDPSession): Promise<{ heap: number; nodes: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { heap: value('JSHeapUsedSize'), nodes: value('Nodes') };
}
