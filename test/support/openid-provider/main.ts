import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import type { OpenIdReturns, OpenIdUser, Order, Tampering } from '../openid-provider.ts';
import { tampered } from './tampered.ts';

// The process of the OpenID provider, told what to do by the one that started it. Node runs this file as it is.
const users = new Map<string, OpenIdUser>();
let returns: OpenIdReturns = { redirectUris: [] };
let tampering: Tampering = 'none';

process.on('message', async (order: Order) => {
  let answer = 'done';
  if ('start' in order) answer = await start(order.start.clientId, order.start.clientSecret);
  if ('returns' in order) returns = order.returns;
  if ('user' in order) users.set(order.user.login, order.user);
  if ('tamper' in order) tampering = order.tamper;
  process.send!(answer);
});
// Whoever started it is gone, perhaps without a word.
process.on('disconnect', () => process.exit());

async function start(clientId: string, clientSecret: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [crypto.randomUUID()] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        // Which ones it really has is decided below: they are known later.
        redirect_uris: ['https://unused.example/'],
      },
    ],
    pkce: { required: () => true },
    claims: {
      openid: ['sub', 'roles'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
    },
    // Those that facilities run put the claims into the ID token too.
    conformIdTokenClaims: false,
    ttl: { AccessToken: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    findAccount: (_ctx, login) => {
      const user = users.get(login);
      return user && { accountId: login, claims: () => claimsOf(user) };
    },
    async loadExistingGrant({ oidc }) {
      // Nobody is asked for consent.
      const grant = new provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // The pages that it brings along load fonts from elsewhere.
    renderError(ctx, { error, error_description: description }) {
      ctx.body = page('Refused', `<p>${escaped(`${error}: ${description}`)}</p>`);
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource(ctx, form) {
          const button = '<button form="op.logoutForm" name="logout" value="yes">Sign out</button>';
          ctx.body = page('Sign out', `${form}${button}`);
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = page('Signed out', '<p>You are signed out.</p>');
        },
      },
    },
  });
  provider.Client.prototype.redirectUriAllowed = (uri) => returns.redirectUris.includes(uri);
  provider.Client.prototype.postLogoutRedirectUriAllowed = (uri) =>
    returns.postLogoutRedirectUris?.includes(uri) ?? false;

  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) {
      await next();
      return;
    }
    const login = ctx.method === 'POST' ? new URLSearchParams(await text(ctx.req)).get('login') : null;
    if (login !== null && users.has(login)) {
      const url = await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: login } });
      ctx.status = 303;
      ctx.redirect(url);
      return;
    }
    ctx.body = page('Sign in', loginForm(login === null ? '' : 'Nobody has this user name.'));
  });
  provider.use(async (ctx, next) => {
    await next();
    const answer = ctx.body as { id_token?: string } | undefined;
    if (ctx.path === '/token' && answer?.id_token) {
      answer.id_token = await tampered(answer.id_token, tampering, privateKey);
    }
  });
  server.on('request', provider.callback());
  return issuer;
}

const claimsOf = ({ login, email, name, roles, emailVerified = true }: OpenIdUser) => ({
  sub: login,
  preferred_username: login,
  email,
  email_verified: emailVerified,
  name,
  roles,
});

const loginForm = (problem: string) => `
  <form method="post">
    <label>User name <input name="login" required autofocus></label>
    <button>Sign in</button>
    <p role="alert">${problem}</p>
  </form>`;

/** Asks for no icon either, which would be an error in the browser's console. */
const page = (title: string, body: string) => `<!doctype html>
  <html lang="en">
    <head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title></head>
    <body><h1>${title}</h1>${body}</body>
  </html>`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
