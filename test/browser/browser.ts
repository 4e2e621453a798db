import chromium from '@sparticuz/chromium';
import { mkdir } from 'node:fs/promises';
import { chromium as playwright, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { TestApp } from '../support/app.ts';

/** The Chromium that npm brought along, so that a bare machine can test. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Its own arguments are made for functions in the cloud: in one process, a closed tab takes all down.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
    headless: true,
    // On a new machine the first start reads all of it from the disk.
    timeout: 120_000,
  });
}

/**
 * A tab at desk width; what the page reports as an error is added to `errors`. From a browser it is that of a new
 * person, from a context that of the one who is signed in there.
 */
export async function openTab(from: Browser | BrowserContext, errors: string[]): Promise<Page> {
  const context = 'newContext' in from ? await from.newContext() : from;
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on(
    'console',
    (message) => message.type() === 'error' && errors.push(`${message.text()} ${message.location().url}`),
  );
  return page;
}

/** An account to make and sign in to. */
export interface Somebody {
  name: string;
  email: string;
  role: 'admin' | 'operator' | 'viewer';
}

/**
 * Signs a tab in by a one-time link, as a person does: to an account that is made for it or, left out, to the first
 * one, "Local administrator". Ends on the page that greets them.
 */
export async function signIn(page: Page, app: Pick<TestApp, 'query'>, somebody?: Somebody): Promise<void> {
  await page.goto(await linkTo(app, somebody));
  await page.getByRole('button', { name: 'Sign in with this one-time link' }).click();
  await page.waitForURL('**/account?welcome');
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}

async function linkTo(app: Pick<TestApp, 'query'>, somebody?: Somebody): Promise<string> {
  if (!somebody) {
    const { link } = await app.query<{ link: { url: string } }>(
      'mutation { link: createSignInLink(id: "first-administrator") { url } }',
    );
    return link.url;
  }
  const { made } = await app.query<{ made: { url: string } }>(
    'mutation ($input: CreateAccountInput!) { made: createAccount(input: $input) { url } }',
    { input: somebody },
  );
  return made.url;
}

/** Where screenshots go, for looking at; git ignores it. */
const folder = new URL('../.output/screenshots/', import.meta.url).pathname;

/** Pictures take as long as the tests themselves: `npm run screenshots` takes them, `npm test` does not. */
const isWanted = process.env['SCREENSHOTS'] === 'yes';

/** Takes the page as it is, when pictures are wanted. */
export async function takePicture(page: Page, name: string, fullPage = false): Promise<void> {
  if (!isWanted) return;
  await mkdir(folder, { recursive: true });
  // Or a colour would be caught on its way from the other scheme.
  await page.screenshot({ path: `${folder}${name}.png`, fullPage, animations: 'disabled' });
}

/** Takes the page at desk and phone width, light and dark, when pictures are wanted. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  if (!isWanted) return;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await takePicture(page, `${name}-${width}-${colorScheme}`, width === 390);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}
