import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../server/access/console-account.entity.ts';
import type { TestApp } from '../support/app.ts';
import {
  checkOnPhone,
  heading,
  menuLink,
  openUserMenu,
  ownErrors,
  signInByPassword,
  startAccess,
  TASK,
  watchTraffic,
  type Access,
} from './access-support.ts';
import { signIn, takeScreenshots } from './browser.ts';
import { result, visible } from './operate-support.ts';

// How people come in and go out again: a real server, a real browser, one person a context.

const PASSWORD = 'four words are enough';

let access: Access;
let app: TestApp;
/** The tab of the first person. */
let page: Page;

const open = (on: Page, path: string) => access.open(on, path);
const stranger = () => access.stranger();

beforeAll(async () => {
  access = await startAccess();
  app = access.app;
  page = await stranger();
});

afterAll(() => access?.[Symbol.asyncDispose]());

async function signOut(on: Page): Promise<void> {
  await openUserMenu(on);
  await on.getByRole('menuitem', { name: 'Sign out' }).click();
  await on.waitForURL('**/sign-in');
}

describe('the first person of an installation', () => {
  test('is shown nothing but the sign-in page, whatever the address, and nothing else is asked', async () => {
    const traffic = watchTraffic(page);
    await open(page, TASK);
    await heading(page, 'Sign in');
    await takeScreenshots(page, 'sign-in');
    expect(page.url()).toBe(`${app.url}${TASK}`);
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(new Set(traffic.operations)).toEqual(new Set(['Viewer']));
    expect(traffic.sockets).toBe(0);
  });

  test('comes in by the link that the start printed, which leaves the address bar, and sets a password', async () => {
    await page.goto(app.app.signInLink!);
    await page.getByRole('button', { name: 'Sign in with this one-time link' }).waitFor();
    expect(page.url()).toBe(`${app.url}/sign-in`);
    await takeScreenshots(page, 'sign-in-link');
    await page.getByRole('button', { name: 'Sign in with this one-time link' }).click();
    await page.waitForURL('**/account?welcome');
    await visible(page, 'Welcome, Local administrator');
    expect(await page.getByRole('link', { name: 'Skip for now' }).getAttribute('href')).toBe('/tasks');
    await takeScreenshots(page, 'welcome');

    const set = page.getByRole('button', { name: 'Set password' });
    await page.getByLabel('New password', { exact: true }).fill('too short');
    expect(await set.isDisabled()).toBe(true);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await set.click();
    await visible(result(page), /Your password is set/);
    await page.waitForURL('**/tasks');
  });

  test('signs out, is told about a wrong password, and comes in with the right one', async () => {
    await open(page, TASK);
    await heading(page, 'Send Review Reminders');
    await signOut(page);
    await heading(page, 'Sign in');
    await page.goBack();
    await heading(page, 'Sign in');
    await signInByPassword(page, 'administrator@console.invalid', 'not the right one');
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('The e-mail address or the password is wrong.');
    expect(await refusal.evaluate((alert) => alert.parentElement === document.activeElement)).toBe(true);
    await takeScreenshots(page, 'sign-in-refused');
    await signInByPassword(page, 'administrator@console.invalid', PASSWORD);
    await heading(page, 'Send Review Reminders');
    expect(page.url()).toBe(`${app.url}${TASK}`);
  });

  test('cannot use the link a second time, and is told how to get another', async () => {
    const other = await stranger();
    await other.goto(app.app.signInLink!);
    await other.getByRole('button', { name: 'Sign in with this one-time link' }).click();
    await visible(other, /used already/);
    await visible(other, /An administrator of this console can make you another one/);
    await other.getByRole('button', { name: 'Sign in another way' }).click();
    await other.getByLabel('Address').waitFor();
    await other.context().close();
  });

  test('keeps their name and address, and changes the password only with the present one', async () => {
    await open(page, '/account');
    await page.getByLabel('Name', { exact: true }).fill('Ada Admin');
    await page.getByRole('textbox', { name: 'Address' }).fill('not an address');
    await page.getByRole('button', { name: 'Save' }).click();
    await visible(page, /Use an address like/);
    await page.getByRole('textbox', { name: 'Address' }).fill('ada@pls.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await visible(result(page), 'Your name and address are saved.');
    await page.getByRole('banner').getByText('Ada Admin').first().waitFor();

    await page.getByLabel('Current password', { exact: true }).fill('not the present one');
    await page.getByLabel('New password', { exact: true }).fill(`${PASSWORD} again`);
    await page.getByRole('button', { name: 'Set password' }).click();
    await visible(page, /This is not your current password/);
    await takeScreenshots(page, 'account');
    await page.getByLabel('Current password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await visible(result(page), /Your password is set/);
  });
});

test('after too many wrong passwords an account is locked, and the page says for how long', async () => {
  const guesser = await stranger();
  await open(guesser, '/tasks');
  for (let tries = 0; tries < 7; tries += 1) {
    const answered = guesser.waitForResponse('**/auth/sign-in/email');
    await signInByPassword(guesser, 'nobody@pls.example', `guess number ${tries}`);
    await answered;
  }
  await visible(guesser, /Too many tries: this sign-in is locked for \d+ minutes/);
  await guesser.context().close();
});

test('a link to elsewhere is not followed after signing in', async () => {
  const other = await stranger();
  await open(other, '/sign-in?returnTo=//evil.example/tasks');
  await signInByPassword(other, 'ada@pls.example', `${PASSWORD} again`);
  await heading(other, 'Background Tasks');
  expect(other.url()).toBe(`${app.url}/tasks`);
  await other.context().close();
});

test('what goes wrong at the identity provider is told in plain words', async () => {
  const other = await stranger();
  await open(other, '/sign-in?error=access_denied');
  await visible(other, /did not let the identity provider sign you in/);
  await open(other, '/sign-in?error=%3Cimg%20src%3Dx%3E');
  // Anybody can write words of their own there.
  await visible(other, 'The identity provider refused the sign-in.');
  await other.context().close();
});

describe('a session', () => {
  test('that is about to end says so, and a new sign-in goes on at the same page', async () => {
    await endSessionsOf(
      'ada@pls.example',
      `update console_session set expires_at = now() + interval '9 minutes'`,
    );
    await open(page, `${TASK}?x=1`);
    await visible(page, 'Your sign-in ends in 9 minutes.');
    await takeScreenshots(page, 'session-notice');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await visible(page, 'You are signed in as Ada Admin');
    await signInByPassword(page, 'ada@pls.example', `${PASSWORD} again`);
    await heading(page, 'Send Review Reminders');
    expect(page.url()).toBe(`${app.url}${TASK}?x=1`);
    expect(await page.getByText('Your sign-in ends').count()).toBe(0);
  });

  test('that the server ends shows the sign-in page, asks nothing more, and comes back to the same page', async () => {
    await open(page, TASK);
    await visible(page, 'Live');
    const traffic = watchTraffic(page);
    await app.app.orm.em.fork().nativeDelete(ConsoleSession, { account: { email: 'ada@pls.example' } });
    await visible(page, 'You were signed out');
    const asked = traffic.operations.length;
    await takeScreenshots(page, 'signed-out');
    expect(await page.getByText('Send Review Reminders').count()).toBe(0);
    expect(page.url()).toBe(`${app.url}${TASK}`);
    await signInByPassword(page, 'ada@pls.example', `${PASSWORD} again`);
    await heading(page, 'Send Review Reminders');
    await visible(page, 'Live');
    // One socket for the new session, and none that was tried for the old one.
    expect(traffic.sockets).toBe(1);
    expect(traffic.operations.slice(asked - 1, asked + 1)).toEqual(['Viewer', 'Viewer']);
  });

  test('that ends while the socket cannot say so is noticed at the next question', async () => {
    const other = await stranger();
    await other.routeWebSocket('**/graphql', () => undefined);
    await signIn(other, app, { name: 'Paul Poll', email: 'paul@pls.example', role: 'viewer' });
    await app.app.orm.em.fork().nativeDelete(ConsoleSession, { account: { email: 'paul@pls.example' } });
    await menuLink(other, 'Cycles').click();
    await visible(other, 'You were signed out');
    expect(other.url()).toBe(`${app.url}/cycles`);
    await other.context().close();
  });
});

async function endSessionsOf(email: string, sql: string): Promise<void> {
  await app.app.orm.em
    .fork()
    .execute(`${sql} where account_id = (select id from console_account where email = ?)`, [email]);
}

test('every page here fits a phone, and no error was reported', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/account']) {
    await open(page, path);
    expect(await checkOnPhone(page), path).toEqual([]);
  }
  expect(ownErrors(access.errors)).toEqual([]);
});
