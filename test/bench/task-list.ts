/**
 * The list of 1,000 tasks with 50 runs each, in a real browser at a real server. Prints how soon the first row and the
 * first chart are there (the floor: a page of the same console with one row), how long frames take while it scrolls
 * (the floor: an empty page), and how soon a click on a filter shows, at rest and while 50 tasks a second change (the
 * floor: a button on an empty page).
 * Run: npm run bench:list
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { ownDatabase } from '../../server/db/own-database.ts';
import { launchBrowser, openTab, signIn } from '../browser/browser.ts';
import { aThousand } from '../browser/task-list-facts.ts';
import { NodeProcess } from '../fleet/node-process.ts';
import { asAdmin } from '../support/token.ts';

const RUNS = 50;
const CHANGES_PER_SECOND = 50;
const CLICKS = 20;
const LOADS = 5;

const say = (line: string) => process.stdout.write(`${line}\n`);
const percentile = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
const ms = (values: number[]) =>
  `median ${Math.round(percentile(values, 0.5))}, 95 % ${Math.round(percentile(values, 0.95))}, worst ${Math.round(percentile(values, 1))} ms`;
const ratio = (values: number[], floor: number[], part: number) =>
  (percentile(values, part) / percentile(floor, part)).toFixed(2);

const folder = await mkdtemp(join(tmpdir(), 'uso-list-'));
const postgres = await startEmbeddedPostgres(folder);
const browser = await launchBrowser();
const sql = new Client({ connectionString: postgres.url });
try {
  await ownDatabase(postgres.url);
  await sql.connect();
  await using server = new NodeProcess({ role: 'server', databaseUrl: postgres.url });
  const url = await server.ready;
  const latest = new Date(Date.now() - 60_000).toISOString();
  for (const statement of aThousand(RUNS, latest)) await sql.query(statement);
  await sql.query('analyze');
  const page = await openTab(browser, []);
  await signIn(page, { query: (query, variables) => ask(url, query, variables) });

  const nodes = await untilThere(page, `${url}/nodes`, 'tbody tr');
  const rows = await untilThere(page, `${url}/tasks`, 'tbody tr[data-index]');
  const charts = await untilThere(page, `${url}/tasks`, 'tbody svg[role=img]');
  say(`first row of the page of nodes, the floor: ${ms(nodes)}`);
  say(`first row of 1,000 tasks: ${ms(rows)}, ${ratio(rows, nodes, 0.5)} of the floor`);
  say(`first chart: ${ms(charts)}, ${ratio(charts, nodes, 0.5)} of the floor`);

  const empty = await openTab(browser, []);
  await empty.setContent('<body style="height: 70000px; background: linear-gradient(red, blue)">');
  const floor = await scroll(empty);
  const frames = await scroll(page);
  say(`frames of an empty page that scrolls, the floor: ${ms(floor)} (${floor.length})`);
  say(
    `frames of the list: ${ms(frames)} (${frames.length}), 95 %: ${ratio(frames, floor, 0.95)} of the floor`,
  );

  await empty.setContent('<button onclick="this.ariaPressed = this.textContent += 1">Paused</button>');
  const bare = await click(empty);
  await page.evaluate(() => scrollTo(0, 0));
  const atRest = await click(page);
  const over = new AbortController();
  const changing = change(over.signal);
  const busy = await click(page);
  over.abort();
  say(`click to paint on an empty page, the floor: ${ms(bare)} (${bare.length})`);
  say(`on a filter of the list, nothing changing: ${ms(atRest)}`);
  say(
    `while ${Math.round(await changing)} tasks a second change: ${ms(busy)}, 95 %: ${ratio(busy, atRest, 0.95)} of at rest`,
  );
} finally {
  await browser.close();
  await sql.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asAdmin },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: T }).data;
}

/** From the start of the page until a frame shows what is looked for, several times. */
async function untilThere(page: Page, address: string, wanted: string): Promise<number[]> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    await page.goto(address, { waitUntil: 'commit' });
    times.push(
      await page.evaluate(
        (selector) =>
          new Promise<number>((resolve) => {
            const look = () =>
              document.querySelector(selector) ? resolve(performance.now()) : requestAnimationFrame(look);
            look();
          }),
        wanted,
      ),
    );
  }
  return times;
}

/** Scrolls on by 40 pixels a frame, some 37 rows a second; how long each frame took. */
function scroll(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        let before = performance.now();
        const step = (now: number) => {
          frames.push(now - before);
          before = now;
          scrollBy(0, 40);
          if (frames.length < 300) requestAnimationFrame(step);
          // The first ones are those of getting going.
          else resolve(frames.slice(10));
        };
        requestAnimationFrame(step);
      }),
  );
}

/** Clicks on the filter for paused tasks, on and off; from each click to the frame that shows what came of it. */
async function click(page: Page): Promise<number[]> {
  const button = page.getByRole('button', { name: 'Paused' });
  const times: number[] = [];
  for (let turn = 0; turn < CLICKS; turn += 1) {
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          addEventListener(
            'click',
            // The second frame begins when the first has been painted.
            ({ timeStamp }) =>
              requestAnimationFrame(() =>
                requestAnimationFrame(() => resolve(performance.now() - timeStamp)),
              ),
            { capture: true, once: true },
          );
        }),
    );
    await button.click();
    times.push(await shown);
    await delay(150);
  }
  return times;
}

/** Changes the last run and its line of one task after the other, all of them in sight; the changes a second. */
async function change(over: AbortSignal): Promise<number> {
  const began = performance.now();
  let changes = 0;
  while (!over.aborted) {
    const name = `bulk.Bulk${(changes % 12) + 1}`;
    await sql.query(
      `with latest as (select id from run where task = $1 order by started_at desc limit 1),
            said as (update log_line set message = $2 from latest where run_id = latest.id)
       update run set finished_at = clock_timestamp() from latest where run.id = latest.id`,
      [name, `Looked at ${changes} proposals`],
    );
    await sql.query(`select pg_notify('task_changed', $1)`, [name]);
    changes += 1;
    await delay(Math.max(0, began + (changes * 1_000) / CHANGES_PER_SECOND - performance.now()));
  }
  return changes / ((performance.now() - began) / 1_000);
}
