import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../access/support.ts';
import { demoTask } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { flakyNetwork, type FlakyNetwork } from '../support/flaky-network.ts';
import { type OpenIdProvider, startOpenIdProvider, type Tampering } from '../support/openid-provider.ts';
import { launchBrowser } from './browser.ts';

// A real identity provider in a process of its own, our server, and a browser between the two.
let provider: OpenIdProvider;
let app: TestApp;
let network: FlakyNetwork;
/** Where people reach the console. */
let url: string;
let browser: Browser;
beforeAll(async () => {
  provider = await startOpenIdProvider();
  // The provider sends browsers back to an address that both sides know before they start: of a way to the server.
  network = await flakyNetwork(() => app.url);
  ({ url } = network);
  app = await startTestApp({
    tasks: [demoTask()],
    env: {
      ROLE: 'server',
      PUBLIC_URL: url,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_ROLES: 'admin:uso=admin, operator:uso=operator, staff=viewer',
    },
  });
  await app.app.orm.em.fork().execute(
    `insert into task (name, position, label, description, keep_runs, timeout, registered_at)
     values ('demo.Task', 1, 'Demo task', 'For tests.', 10, 'PT30M', '2027-01-15T16:00:00Z')`,
  );
  await provider.setReturns({
    redirectUris: [`${url}/auth/callback/oidc`],
    postLogoutRedirectUris: [`${url}/sign-in`],
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await network[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

// Each test is another person on another machine: the provider remembers who is signed in there, too.
let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
});
afterEach(() => context.close());

const people = {
  ada: { login: 'ada', email: 'ada@pls.example', name: 'Ada Lovelace', roles: ['admin:uso'] },
  vera: { login: 'vera', email: 'vera@pls.example', name: 'Vera Rubin', roles: ['reviewer:sxrmb', 'staff'] },
  guest: { login: 'guest', email: 'guest@pls.example', name: 'Guest User', roles: ['reviewer:sxrmb'] },
};

/** Opens an address of the console and signs in at the provider, as a person does. */
async function signIn(login: string, path = '/tasks'): Promise<void> {
  await page.goto(`${url}${path}`);
  await page.getByRole('button', { name: 'Sign in with your facility account' }).click();
  await logIn(login);
}

async function logIn(login: string): Promise<void> {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('textbox').first().fill(login);
  await page.getByRole('button').first().click();
}

const sessions = () => app.app.orm.em.fork().execute<object[]>('select 1 from console_session');

describe('at the identity provider', () => {
  test('somebody with a role signs in, is back where they wanted to go, and signs out at both', async () => {
    await provider.setUser(people.ada);
    await signIn('ada', '/tasks/demo.Task');
    await page.getByRole('heading', { name: 'Demo task' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/tasks/demo.Task');
    expect(await audit(app, 'first: 1')).toMatchObject([
      {
        action: 'signIn',
        actor: { name: 'Ada Lovelace', role: 'admin' },
        after: { signedInBy: 'oidc', role: 'admin' },
      },
    ]);

    await page.getByRole('button', { name: /Ada Lovelace/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    // There too, where it asks first.
    await page.waitForURL(`${provider.issuer}/session/end**`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${url}/sign-in**`);
    // The provider asks for a name again: nobody at this machine comes in with one click after Ada.
    await page.goto(`${url}/tasks`);
    await page.getByRole('button', { name: 'Sign in with your facility account' }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.getByRole('textbox').first().waitFor();
  });

  test('somebody without a role for this console is told so, and sees nothing of it', async () => {
    await provider.setUser(people.guest);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/graphql')) asked.push(request.postData() ?? '');
    });
    await signIn('guest');
    await page
      .getByText(/no role/)
      .first()
      .waitFor();
    await page.getByText('Guest User').first().waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.getByText('Demo task').count()).toBe(0);
    const fields = asked.join('\n');
    expect(fields).toContain('viewer');
    expect(fields).not.toMatch(/\b(tasks|facility|cycles|nodes)\b/);
  });

  test('a role that is taken away there is gone at the next sign-in', async () => {
    await provider.setUser(people.vera);
    await signIn('vera');
    await page.getByText('Demo task').first().waitFor();
    await provider.setUser({ ...people.vera, roles: [] });
    await context.clearCookies({ domain: '127.0.0.1', name: /^uso/ });
    await page.goto(`${url}/tasks`);
    await page.getByRole('button', { name: 'Sign in with your facility account' }).click();
    // The provider may still know who this is.
    const isAsked = page.getByRole('textbox').first();
    const isRefused = page.getByText(/no role/).first();
    await isAsked.or(isRefused).first().waitFor();
    if (await isAsked.isVisible()) await logIn('vera');
    await isRefused.waitFor();
  });

  test.each<Tampering>(['signature', 'issuer', 'audience', 'expired', 'nonce'])(
    'an ID token with a wrong %s lets nobody in',
    async (how) => {
      const before = await sessions();
      await provider.setUser(people.ada);
      await provider.tamper(how);
      try {
        await signIn('ada');
        await page.waitForURL(({ href, searchParams }) => href.startsWith(url) && searchParams.has('error'));
        await page.getByRole('alert').first().waitFor();
        expect(await sessions()).toHaveLength(before.length);
        expect(await audit(app, 'first: 1')).toMatchObject([{ action: 'signInFailed', outcome: 'REFUSED' }]);
      } finally {
        await provider.tamper('none');
      }
    },
  );

  test('nobody takes over a console account by an address that they chose at the provider', async () => {
    await app.query(
      `mutation { createAccount(input: { name: "Local", email: "local@pls.example", role: admin }) { url } }`,
    );
    await provider.setUser({ login: 'thief', email: 'local@pls.example', name: 'Thief', roles: [] });
    await signIn('thief');
    await page.waitForURL(({ searchParams }) => searchParams.get('error') === 'account_not_linked');
    await page.getByRole('alert').first().waitFor();
  });

  test('somebody whose address there is by now that of another account is told so, and the audit has it', async () => {
    const mover = { login: 'mover', email: 'mover@pls.example', name: 'Mover', roles: ['staff'] };
    await provider.setUser(mover);
    await signIn('mover');
    await page.getByText('Demo task').first().waitFor();
    await app.query(
      `mutation { createAccount(input: { name: "Moved", email: "moved@pls.example", role: viewer }) { url } }`,
    );
    await provider.setUser({ ...mover, email: 'moved@pls.example' });
    app.problems.length = 0;
    await context.clearCookies();
    await signIn('mover');
    await page.waitForURL((url) => url.searchParams.get('error') === 'account_not_linked');
    await page.getByRole('alert').first().waitFor();
    expect(await audit(app, 'first: 1')).toMatchObject([{ action: 'signInFailed', outcome: 'REFUSED' }]);
    expect(app.problems).toEqual([]);
  });

  test('a name that passes for another, or is as long as a page, becomes a plain one', async () => {
    const name = `Ada\u202e\nLovelace\0 ${'x'.repeat(5_000)}`;
    await provider.setUser({ login: 'odd', email: 'odd@pls.example', name, roles: ['staff'] });
    await signIn('odd');
    await page.getByText('Demo task').first().waitFor();
    const [entry] = await audit(app, 'first: 1');
    expect(entry!.actor.name).toMatch(/^Ada Lovelace x{80,100}$/);
    expect(entry!.actor.name).toHaveLength(100);
  });

  test('somebody of another provider has nothing of the account that the same name had here', async () => {
    await provider.setUser(people.vera);
    await signIn('vera');
    await page.getByText('Demo task').first().waitFor();
    // As a sign-in there would have left it, before this server was set to the provider that it has now.
    await app.app.orm.em
      .fork()
      .execute(
        `update console_credential set external_id = 'https://other.example vera' where external_id like '% vera'`,
      );
    await context.clearCookies();
    await signIn('vera');
    await page.waitForURL(({ searchParams }) => searchParams.get('error') === 'account_not_linked');
  });

  test('who only says to come from there gets in nowhere, and fills no log', async () => {
    const before = await sessions();
    app.problems.length = 0;
    for (let count = 0; count < 20; count += 1) {
      const { status } = await fetch(`${url}/auth/callback/oidc?code=x&state=${count}`, {
        redirect: 'manual',
      });
      expect(status).toBe(302);
    }
    expect(await sessions()).toHaveLength(before.length);
    expect(app.problems.length).toBeLessThan(3);
  });

  test('a session that has ended asks to sign in again, and comes back to the page', async () => {
    await provider.setUser(people.ada);
    await signIn('ada', '/cycles');
    await page.getByRole('heading', { name: 'Cycles', exact: true }).waitFor();
    await app.app.orm.em
      .fork()
      .execute(`update console_session set expires_at = now() - interval '1 second'`);
    await page.getByText('You were signed out').first().waitFor();
    await page.getByRole('button', { name: 'Sign in with your facility account' }).click();
    const asked = page.getByRole('textbox').first();
    const back = page.getByRole('heading', { name: 'Cycles', exact: true });
    await asked.or(back).first().waitFor();
    if (await asked.isVisible()) await logIn('ada');
    await back.waitFor();
    expect(new URL(page.url()).pathname).toBe('/cycles');
  });
});
