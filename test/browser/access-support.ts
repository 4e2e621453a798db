import type { Browser, Page } from 'playwright-core';
import { untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { launchBrowser, openTab } from './browser.ts';
import { reminders } from './operate-support.ts';

/** The page of the one task that these servers have. */
export const TASK = '/tasks/reviews.SendReminders';

/** A server with one task, and a browser in which each tab is another person's. */
export interface Access extends AsyncDisposable {
  app: TestApp;
  /** What pages reported as errors. */
  errors: string[];
  /** A tab of somebody who is new here. */
  stranger(): Promise<Page>;
  open(on: Page, path: string): Promise<unknown>;
}

export async function startAccess(): Promise<Access> {
  const app = await startTestApp({ tasks: [reminders] });
  await untilFinished(app, 'reviews.SendReminders', 1);
  const browser: Browser = await launchBrowser();
  const errors: string[] = [];
  return {
    app,
    errors,
    stranger: () => openTab(browser, errors),
    open: (on, path) => on.goto(`${app.url}${path}`),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await app[Symbol.asyncDispose]();
    },
  };
}

export const heading = (on: Page, name: string) => on.getByRole('heading', { level: 1, name }).waitFor();

/** A link of the menu. */
export const menuLink = (on: Page, name: string) => on.getByRole('navigation').getByRole('link', { name });

export async function signInByPassword(on: Page, email: string, password: string): Promise<void> {
  await on.getByRole('textbox', { name: 'Address' }).fill(email);
  await on.getByLabel('Password', { exact: true }).fill(password);
  await on.getByRole('button', { name: 'Sign in' }).click();
}

export async function openUserMenu(on: Page): Promise<void> {
  await on.getByRole('banner').locator('[aria-haspopup=menu]').click();
}

/** The operations that a tab sends, by name, and the sockets that it opens. */
export function watchTraffic(on: Page): { operations: string[]; sockets: number } {
  const seen = { operations: [] as string[], sockets: 0 };
  on.on('request', (request) => {
    if (!request.url().endsWith('/graphql')) return;
    const body = JSON.parse(request.postData() ?? '{}') as { operationName?: string };
    seen.operations.push(String(body.operationName));
  });
  on.on('websocket', () => (seen.sockets += 1));
  return seen;
}

/** Errors of the pages themselves: the browser tells of refused requests, too. */
export const ownErrors = (errors: readonly string[]) =>
  errors.filter((error) => !/status of 4(01|29)|WebSocket/.test(error));

/** What keeps the shown page from fitting a phone: a width to scroll, targets too small for a finger. */
export async function checkOnPhone(on: Page): Promise<string[]> {
  await on.getByRole('heading', { level: 1 }).waitFor();
  await on.locator('main').getByText('Loading…').waitFor({ state: 'detached' });
  return on.evaluate(() => {
    const problems: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) problems.push(`${scrollWidth} px wide`);
    for (const target of document.querySelectorAll('button, summary, select')) {
      const { width, height } = target.getBoundingClientRect();
      if (target.checkVisibility() && (width < 24 || height < 24)) {
        problems.push(`${target.textContent}: ${width} × ${height} px`);
      }
    }
    return problems;
  });
}
