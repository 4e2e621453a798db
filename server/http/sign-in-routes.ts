import { fromNodeHeaders } from 'better-auth/node';
import { type Request as ExpressRequest, type Response as ExpressResponse, Router } from 'express';
import type { Access } from '../access/access.ts';
import { authPath } from '../access/auth.ts';
import type { Origin } from '../access/principal.ts';
import { longestSignIn } from './limits.ts';
import { readJson } from './read-json.ts';

/** The steps of signing in and out that a browser takes outside GraphQL, since they set cookies. All else is 404. */
export function signInRoutes(access: Access): Router {
  const router = Router();
  router.use(readJson(longestSignIn));
  router.post('/sign-in/email', (request, response) => signInByPassword(access, request, response));
  router.post('/sign-in/link', (request, response) => signInByLink(access, request, response));
  router.post('/sign-in/social', (request, response) => goToProvider(access, request, response));
  router.get('/callback/oidc', (request, response) => comeBack(access, request, response));
  router.post('/sign-out', (request, response) => signOut(access, request, response));
  return router;
}

/** Where the request comes from. */
export const originOf = (request: ExpressRequest): Origin => ({
  ip: request.ip ?? null,
  agent: request.headers['user-agent'] ?? null,
});

async function signInByPassword(access: Access, request: ExpressRequest, response: ExpressResponse) {
  const { email, password, callbackURL } = (request.body ?? {}) as Record<string, unknown>;
  const address = typeof email === 'string' ? email.trim().toLowerCase() : '';
  if (address.includes('\0')) {
    response.status(400).json(refusal('BAD_INPUT', 'email: no address has such characters.'));
    return;
  }
  // Nothing else that the library takes here, such as a session of another length.
  await letTry(access, request, response, address, { email, password, callbackURL });
}

async function signInByLink(access: Access, request: ExpressRequest, response: ExpressResponse) {
  const { token } = (request.body ?? {}) as Record<string, unknown>;
  await letTry(access, request, response, null, { token });
}

/** Lets the library look at a try, unless there were too many. `email` is null where it is none at one account. */
async function letTry(
  access: Access,
  request: ExpressRequest,
  response: ExpressResponse,
  email: string | null,
  body: object,
) {
  const origin = originOf(request);
  const place = placeOf(origin);
  const { wait, isLast } = await access.limits.count(place, email);
  if (wait > 0) {
    const minutes = Math.ceil(wait / 60);
    const message = `Too many tries: this sign-in is locked for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. An administrator can make you a one-time link.`;
    tooMany(response, wait, message);
    return;
  }
  const done = await ask(access, request, body);
  const isWrong = email !== null && done.status === 401;
  if (done.ok) {
    await access.limits.succeeded(place, email);
  } else {
    // What is no address may be a password in the wrong field.
    const actorName = isWrong ? email : undefined;
    const entry = { outcome: 'REFUSED', actor: null, actorName, origin } as const;
    const reason =
      email === null
        ? 'The one-time link was used already, or its time is over.'
        : 'The address or the password is wrong.';
    await access.record({ ...entry, action: 'signInFailed', reason });
    // Once, when it begins: what is tried while it lasts is not even looked at.
    const locked = 'Too many tries: it is locked for a while.';
    if (isLast) await access.record({ ...entry, action: 'signInLocked', reason: locked });
  }
  await answer(response, done, isWrong ? wrongPassword : undefined);
}

/** The same for an address that has no account: nobody learns here who has one. */
const wrongPassword =
  'The e-mail address or the password is wrong. An administrator can make you a one-time link.';

/** A path of ours, which no browser takes for another host. */
const isOwnPath = /^\/(?![/\\]|%2f|%5c)[\x21-\x5b\x5d-\x7e]*$/i;

/** On the way to the identity provider. */
async function goToProvider(access: Access, request: ExpressRequest, response: ExpressResponse) {
  const { callbackURL, errorCallbackURL } = (request.body ?? {}) as Record<string, unknown>;
  if ([callbackURL, errorCallbackURL].some((url) => typeof url === 'string' && !isOwnPath.test(url))) {
    response
      .status(403)
      .json(refusal('FORBIDDEN', 'A sign-in leads to a page of this console: give its path.'));
    return;
  }
  const wait = await access.limits.begin(placeOf(originOf(request)));
  if (wait > 0) {
    tooMany(response, wait, 'Too many sign-ins were begun from your address: try again later.');
    return;
  }
  // Nothing else that the library takes here, such as an ID token of the caller's own.
  const done = await ask(access, request, { provider: 'oidc', callbackURL, errorCallbackURL });
  // The library does not know a provider that it has not reached yet. It asks again each time.
  if (done.status === 404 && access.methods.includes('oidc')) {
    response
      .status(503)
      .json(
        refusal('UNAVAILABLE', 'The identity provider cannot be reached at the moment: try again later.'),
      );
    return;
  }
  await answer(response, done);
}

/** Back from the identity provider. What went wrong there is shown by the sign-in page. */
async function comeBack(access: Access, request: ExpressRequest, response: ExpressResponse) {
  const done = await ask(access, request).catch(addressTaken);
  const target = URL.parse(done.headers.get('location') ?? '', 'http://x');
  const problem = done.ok || done.status === 302 ? target?.searchParams.get('error') : `HTTP ${done.status}`;
  if (problem && (await access.limits.note(placeOf(originOf(request))))) {
    await access.record({
      action: 'signInFailed',
      outcome: 'REFUSED',
      reason: `Sign-in at the identity provider: ${problem}`,
      actor: null,
      origin: originOf(request),
    });
  }
  await answer(response, done);
}

/** Whoever now has the address there that another account has here is told so, as are those who come for the first time. */
function addressTaken(cause: unknown): Response {
  if (!(cause instanceof Error && 'code' in cause && cause.code === uniqueViolation)) throw cause;
  return new Response(null, { status: 302, headers: { location: '/sign-in?error=account_not_linked' } });
}

/** SQLSTATE of a row that another one stands in the way of. */
const uniqueViolation = '23505';

async function signOut(access: Access, request: ExpressRequest, response: ExpressResponse) {
  const origin = originOf(request);
  const { cookie, host } = request.headers;
  const principal = await access.authenticate({ cookie, host }, origin);
  const done = await ask(access, request);
  if (principal && done.ok) {
    const subject = { type: 'ACCOUNT' as const, id: principal.id };
    await access.record({ action: 'signOut', outcome: 'DONE', actor: principal, origin, subject });
  }
  await answer(response, done);
}

function tooMany(response: ExpressResponse, wait: number, message: string): void {
  response.set('retry-after', String(wait)).status(429).json(refusal('RATE_LIMITED', message));
}

const placeOf = ({ ip }: Origin) => ip ?? 'unknown';

/** Hands a request on to the authentication library. */
function ask(access: Access, request: ExpressRequest, body: unknown = request.body): Promise<Response> {
  const headers = fromNodeHeaders(request.headers);
  headers.set('x-client-ip', request.ip ?? '');
  headers.delete('content-length');
  const url = new URL(
    `${authPath}${request.url}`,
    `${request.protocol === 'https' ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`,
  );
  return access.auth.handler(
    new Request(url, {
      method: request.method,
      headers,
      body: request.method === 'POST' ? JSON.stringify(body ?? {}) : null,
    }),
  );
}

/** Passes the library's answer on, with refusals in the form that all of ours have, and in other words where `said`. */
async function answer(response: ExpressResponse, done: Response, said?: string): Promise<void> {
  const body = (await done.json().catch(() => null)) as { message?: unknown; url?: unknown } | null;
  const message = said ?? (typeof body?.message === 'string' ? body.message : null);
  if (done.status >= 500) throw new Error(`Sign-in: HTTP ${done.status}: ${message ?? ''}`);
  response.status(done.status).set('cache-control', 'no-store');
  for (const cookie of done.headers.getSetCookie()) response.append('set-cookie', cookie);
  const location = done.headers.get('location');
  if (location) response.set('location', location);
  if (done.status >= 400) {
    response.json(refusal(codes[done.status] ?? 'BAD_INPUT', message ?? 'The request cannot be read.'));
  } else {
    // Where to go on, at most: the library's further words are not for scripts to find.
    response.json(typeof body?.url === 'string' ? { url: body.url } : {});
  }
}

/** The code of a refusal by the library. */
const codes: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });
