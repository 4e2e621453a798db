import chromium from '@sparticuz/chromium';
import { mkdir } from 'node:fs/promises';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

/** The Chromium that npm brought along, so that a bare machine can test. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Its own arguments are made for functions in the cloud: in one process, a closed tab takes all down.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
    headless: true,
  });
}

/** A tab at desk width; what the page reports as an error is added to `errors`. */
export async function openTab(browser: Browser, errors: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on(
    'console',
    (message) => message.type() === 'error' && errors.push(`${message.text()} ${message.location().url}`),
  );
  return page;
}

/** Where screenshots go, for looking at; git ignores it. */
const folder = new URL('../.output/screenshots/', import.meta.url).pathname;

/** Takes the page at desk and phone width, light and dark. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `${folder}${name}-${width}-${colorScheme}.png`,
        fullPage: width === 390,
        // Or a colour would be caught on its way from the other scheme.
        animations: 'disabled',
      });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}
