import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { genericOAuth } from 'better-auth/plugins';
import type { Pool } from 'pg';
import { z } from 'zod';
import { plainName } from './names.ts';
import { roleFromClaim, type OidcConfig } from './oidc-roles.ts';
import type { SignInMethod } from './principal.ts';
import { linkIdentifier } from './sign-in-links.ts';

/** How long a person stays signed in. It does not grow with use: roles are read anew at each sign-in. */
export const sessionHours = 12;

/** The shortest password, in characters; NIST SP 800-63B asks for 15 where it is all there is, or 8 beside another. */
export const shortestPassword = 12;
export const longestPassword = 128;

/** Where the authentication library answers. */
export const authPath = '/auth';

export interface AuthOptions {
  pool: Pool;
  /** Signs cookies; the same on all nodes. */
  secret: string;
  /** Where browsers reach the server; null for any loopback address. */
  publicUrl: URL | null;
  oidc: OidcConfig | null;
  /** Told before a session begins; when it rejects, none begins. */
  beforeSession(session: NewSession): Promise<void>;
  onProblem(message: string): void;
}

/** A session that is about to begin. */
export interface NewSession {
  accountId: string;
  signedInBy: SignInMethod;
  ip: string | null;
  agent: string | null;
}

export type Auth = ReturnType<typeof createAuth>;

const loopback = ['localhost', '127.*.*.*', '[::1]'].flatMap((host) => [host, `${host}:*`]);

/** The authentication library on our tables. Who may do what is not its business: see `rules.ts` of the API. */
export function createAuth(options: AuthOptions) {
  const { pool, secret, publicUrl, oidc } = options;
  const onProblem = onceAMinute(options.onProblem);
  return betterAuth({
    appName: 'USO Background Tasks',
    baseURL: publicUrl?.origin ?? { allowedHosts: loopback, protocol: 'http' },
    basePath: authPath,
    trustedOrigins: loopback.map((host) => `http://${host}`),
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // Its further arguments hold what people sent, which may be secret; the message itself may have some of it.
      log: (_level, message) => onProblem(`Sign-in: ${oneLine(message)}`),
    },
    // Refusals are the caller's matter, and what fails is ours to report: the library would print both by itself.
    onAPIError: { throw: true, errorURL: '/sign-in' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    // Tries are limited in one place for all nodes: see `sign-in-limits.ts`.
    rateLimit: { enabled: false },
    advanced: {
      // The library leaves both out where NODE_ENV is "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
      cookiePrefix: 'uso',
      useSecureCookies: publicUrl?.protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      // Set by our own server from the connection, never by the client.
      ipAddress: { ipAddressHeaders: ['x-client-ip'] },
      database: { validateSchema: false },
    },
    user: {
      modelName: 'console_account',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: { role: { type: 'string', required: false } },
    },
    session: {
      modelName: 'console_session',
      fields: {
        userId: 'account_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      additionalFields: { signedInBy: { type: 'string', required: false, fieldName: 'signed_in_by' } },
      expiresIn: sessionHours * 3600,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'console_credential',
      fields: {
        userId: 'account_id',
        providerId: 'provider_id',
        accountId: 'external_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      encryptOAuthTokens: true,
      // An address alone does not make two accounts one: whoever can choose theirs at the provider would take over.
      accountLinking: { enabled: false },
    },
    verification: {
      modelName: 'console_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    databaseHooks: {
      session: {
        create: {
          async before(session, context) {
            const signedInBy = methods[context?.path ?? ''];
            if (!signedInBy) throw new APIError('FORBIDDEN', { message: 'Nobody can sign in this way.' });
            await options.beforeSession({
              accountId: session.userId,
              signedInBy,
              ip: session.ipAddress || null,
              agent: session.userAgent || null,
            });
            return { data: { ...session, signedInBy } };
          },
        },
      },
    },
    plugins: [signInByLink(), ...(oidc ? [openId(oidc)] : [])],
  });
}

/** Passes each message on once a minute, and so many at most: what strangers send must not fill the log. */
function onceAMinute(report: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message) || told.size >= 100) return;
    if (told.size === 0) setTimeout(() => told.clear(), 60_000).unref();
    told.add(message);
    report(message);
  };
}

/** As much as a line of a log may have, and nothing that a terminal would obey. */
const oneLine = (text: string) => text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 200);

const methods: Record<string, SignInMethod> = {
  '/callback/:id': 'oidc',
  '/sign-in/email': 'password',
  '/sign-in/link': 'link',
};

/** The facility's identity provider. Its ID tokens are verified: signature, issuer, audience, time and nonce. */
function openId({ issuer, clientId, clientSecret, rolesClaim, roles }: OidcConfig) {
  return genericOAuth({
    config: [
      {
        providerId: 'oidc',
        // Another provider may give the same `sub` to somebody else.
        accountSubject: ({ profile }) => `${issuer} ${String(profile['sub'])}`,
        clientId,
        clientSecret,
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        scopes: ['openid', 'profile', 'email'],
        pkce: true,
        overrideUserInfo: true,
        mapProfileToUser: (profile) => ({
          name: nameOf(profile),
          // Null takes a role away that the provider has taken away.
          role: roleFromClaim((profile as Record<string, unknown>)[rolesClaim], roles),
        }),
      },
    ],
  });
}

function nameOf(profile: object): string {
  const { name, preferred_username, email, sub } = profile as Record<string, unknown>;
  return [name, preferred_username, email, sub]
    .map((text) => (typeof text === 'string' ? plainName(text) : ''))
    .find((text) => text !== '') as string;
}

/** Signs in whoever has a one-time link, once. */
function signInByLink() {
  return {
    id: 'sign-in-by-link',
    endpoints: {
      signInByLink: createAuthEndpoint(
        '/sign-in/link',
        { method: 'POST', body: z.object({ token: z.string().max(200) }) },
        async (context) => {
          const { internalAdapter } = context.context;
          const used = await internalAdapter.consumeVerificationValue(linkIdentifier(context.body.token));
          const account = used && (await internalAdapter.findUserById(used.value));
          if (!account) {
            throw new APIError('UNAUTHORIZED', {
              code: 'LINK_USED',
              message: 'This link was used already, or its time is over: ask for a new one.',
            });
          }
          const session = await internalAdapter.createSession(account.id);
          await setSessionCookie(context, { session, user: account });
          return context.json({ success: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
