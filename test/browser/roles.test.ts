import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import {
  heading,
  menuLink,
  openUserMenu,
  ownErrors,
  startAccess,
  TASK,
  watchTraffic,
  type Access,
} from './access-support.ts';
import { signIn, takeScreenshots, type Somebody } from './browser.ts';
import { row, visible } from './operate-support.ts';

// What people see, each according to their role, and what others have written.

const vera: Somebody = { name: 'Vera Viewer', email: 'vera@pls.example', role: 'viewer' };
const otto: Somebody = { name: 'Otto Operator', email: 'otto@pls.example', role: 'operator' };

let access: Access;
let app: TestApp;

const open = (on: Page, path: string) => access.open(on, path);
const stranger = () => access.stranger();

beforeAll(async () => {
  access = await startAccess();
  app = access.app;
});

afterAll(() => access?.[Symbol.asyncDispose]());

describe('somebody else', () => {
  test('who is a viewer reads and changes nothing', async () => {
    const viewer = await stranger();
    const traffic = watchTraffic(viewer);
    await signIn(viewer, app, vera);
    await open(viewer, TASK);
    await heading(viewer, 'Send Review Reminders');
    await menuLink(viewer, 'Audit').waitFor();
    expect(await menuLink(viewer, 'Access').count()).toBe(0);
    for (const name of ['Run now', 'Pause']) {
      expect(await viewer.getByRole('button', { name }).getAttribute('aria-disabled'), name).toBe('true');
    }
    await viewer.getByRole('button', { name: 'Run now' }).hover();
    await visible(viewer, 'Viewers cannot run tasks');
    await viewer.getByRole('button', { name: 'View schedule' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Edit schedule' }).count()).toBe(0);
    await openUserMenu(viewer);
    await visible(viewer, vera.email);
    await takeScreenshots(viewer, 'user-menu');

    await open(viewer, '/access/tokens');
    await visible(viewer, 'This page is for administrators');
    await takeScreenshots(viewer, 'access-refused');
    expect(traffic.operations).not.toContain('Tokens');
    expect(traffic.operations).not.toContain('Accounts');
    await viewer.context().close();
  });

  test('who is an operator runs tasks and leaves schedules alone', async () => {
    const operator = await stranger();
    await signIn(operator, app, otto);
    await open(operator, TASK);
    expect(await menuLink(operator, 'Access').count()).toBe(0);
    await operator.getByRole('button', { name: 'View schedule' }).waitFor();
    await operator.getByRole('button', { name: 'Run now' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await operator.waitForURL('**/runs/*');
    await visible(operator, /by Otto Operator/);
    await operator.context().close();
  });

  test('who has no role is told so with whom to ask, and nothing else is asked or shown', async () => {
    const nobody = await stranger();
    await signIn(nobody, app, { name: 'Nora Norole', email: 'nora@pls.example', role: 'viewer' });
    const { id } = await accountOf('nora@pls.example');
    await app.query('mutation ($id: ID!) { setAccountRole(id: $id) { id } }', { id });
    // What is open follows by itself.
    await heading(nobody, 'You have no role here');

    const traffic = watchTraffic(nobody);
    await open(nobody, TASK);
    await heading(nobody, 'You have no role here');
    await visible(nobody, 'Nora Norole');
    await visible(nobody, /Ask an administrator/);
    await takeScreenshots(nobody, 'no-role');
    expect(await nobody.getByRole('navigation').count()).toBe(0);
    expect(new Set(traffic.operations)).toEqual(new Set(['Viewer']));
    expect(traffic.sockets).toBe(0);
    await nobody.getByRole('button', { name: 'Sign out' }).click();
    await heading(nobody, 'Sign in');
    await nobody.context().close();
  });
});

async function accountOf(email: string): Promise<{ id: string }> {
  const { accounts } = await app.query<{
    accounts: { edges: { node: { id: string; email: string } }[] };
  }>('{ accounts { edges { node { id email } } } }');
  return accounts.edges.find(({ node }) => node.email === email)!.node;
}

test('what people write is shown as they wrote it, and never becomes part of the page', async () => {
  const evil = '<img src=x onerror="window.broken = true">';
  const { made } = await app.query<{ made: { url: string } }>(
    'mutation ($input: CreateAccountInput!) { made: createAccount(input: $input) { url } }',
    { input: { name: evil, email: 'mallory@pls.example', role: 'admin' } },
  );
  const mallory = await stranger();
  await mallory.goto(made.url);
  await mallory.getByRole('button', { name: 'Sign in with this one-time link' }).click();
  await visible(mallory, `Welcome, ${evil}`);

  await open(mallory, TASK);
  await mallory.getByRole('button', { name: 'Pause', exact: true }).click();
  await mallory.getByLabel('Reason').fill(evil);
  await mallory.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await visible(mallory, `Paused: ${evil}`);

  await open(mallory, '/access/tokens');
  await mallory.getByRole('button', { name: 'Make a token' }).click();
  await mallory.getByLabel('Name').fill(evil);
  await mallory.getByRole('button', { name: 'Make the token' }).click();
  await mallory.getByLabel('Secret').waitFor();
  await mallory.getByRole('button', { name: 'Done' }).click();
  await visible(row(mallory, evil), 'Active');

  const { action, id } = { action: 'pauseTask', id: evil };
  const places = ['/access', `/audit?action=${action}`, TASK, '/tasks', `/audit?q=${encodeURIComponent(id)}`];
  for (const place of places) {
    await open(mallory, place);
    await visible(mallory.getByRole('main'), new RegExp(evil.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    expect(await mallory.locator('img').count(), place).toBe(0);
  }
  expect(await mallory.evaluate(() => 'broken' in window)).toBe(false);
  // A name as long as that leaves the header whole, whatever the width.
  for (const width of [1440, 1401, 1366, 1280, 1024, 768, 390]) {
    await mallory.setViewportSize({ width, height: 900 });
    expect(await mallory.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBe(width);
  }
  await mallory.context().close();
});

test('no error was reported', () => expect(ownErrors(access.errors)).toEqual([]));
