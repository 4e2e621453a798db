import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { endOf, findToken, isSecret, noteUse } from './api-tokens.ts';
import { createAuth, type Auth, type NewSession } from './auth.ts';
import { ConsoleAccount } from './console-account.entity.ts';
import type { OidcConfig } from './oidc-roles.ts';
import type { Origin, Principal, SignInMethod } from './principal.ts';
import { recordAudit, type Act } from './record-audit.ts';
import { sharedSecret } from './shared-secret.ts';
import { createSignInLimits, type SignInLimits } from './sign-in-limits.ts';
import { endSignInLinks } from './sign-in-links.ts';
import { PrincipalWatch } from './watch-principals.ts';

export interface AccessOptions {
  orm: MikroORM;
  /** Connections of the authentication library, and of what must not wait for those of operations. */
  pool: Pool;
  now(): Temporal.Instant;
  publicUrl: URL | null;
  oidc: OidcConfig | null;
  /** Signs cookies; null takes one that all nodes share through the database. */
  secret: string | null;
  /** Tokens that live as long as this process, by who they stand for. */
  fixedTokens: readonly { name: string; secret: string }[];
  onProblem(message: string): void;
}

/** What a request brings to say who asks. */
export interface Credentials {
  /** The header or connection parameter `authorization`. */
  authorization?: string | undefined;
  cookie?: string | undefined;
  /** The header `host` that it came with. */
  host?: string | undefined;
}

/** A token that is not, or no longer, good. The message says what to do. */
export class BadToken extends Error {
  override name = 'BadToken';

  constructor(
    message: string,
    /** What the audit should remember of it; null when nobody knows whose it was. */
    readonly act: Omit<Act, 'at'> | null = null,
  ) {
    super(message);
  }
}

/** Sign-in, tokens and the audit of both: everything that tells who is asking. */
export class Access {
  readonly watch: PrincipalWatch;

  private constructor(
    private readonly options: AccessOptions,
    readonly auth: Auth,
    readonly limits: SignInLimits,
  ) {
    this.watch = new PrincipalWatch(options.pool, options.now, options.onProblem);
  }

  static async start(options: AccessOptions): Promise<Access> {
    const { orm, pool, publicUrl, oidc, onProblem } = options;
    const secret = options.secret ?? (await sharedSecret(orm.em.fork()));
    const beforeSession = (session: NewSession) =>
      orm.em.fork().transactional(async (em) => {
        await recordSignIn(em, session, options.now());
        // Each start of a new installation may have printed one: who has come in needs no other.
        if (session.signedInBy === 'link') await endSignInLinks(em, session.accountId);
      });
    const auth = createAuth({ pool, secret, publicUrl, oidc, beforeSession, onProblem });
    await auth.$context;
    return new Access(options, auth, createSignInLimits(pool));
  }

  /** Ways in that this installation offers to people. */
  get methods(): SignInMethod[] {
    return this.options.oidc ? ['oidc', 'password'] : ['password'];
  }

  /** Who asks; null when nobody is signed in. Throws {@link BadToken}; a cookie that is not good counts as none. */
  async authenticate(credentials: Credentials, origin: Origin): Promise<Principal | null> {
    const { authorization, cookie, host } = credentials;
    if (authorization !== undefined) return this.ofToken(authorization, origin);
    if (!cookie) return null;
    const found = await this.auth.api.getSession({
      headers: new Headers({ cookie, host: host ?? 'localhost' }),
    });
    if (!found) return null;
    const { session, user } = found;
    return {
      kind: 'person',
      id: user.id,
      name: user.name,
      email: user.email,
      role: (user.role ?? null) as Principal['role'],
      session: {
        id: session.id,
        signedInBy: session.signedInBy as SignInMethod,
        since: session.createdAt.toTemporalInstant(),
      },
      expiresAt: session.expiresAt.toTemporalInstant(),
    };
  }

  /** Remembers an act that no mutation is: a failed sign-in, a sign-out, a token that was refused. */
  record(act: Omit<Act, 'at'>): Promise<void> {
    return recordAudit(this.options.orm.em.fork(), { ...act, at: this.options.now() });
  }

  private async ofToken(authorization: string, origin: Origin): Promise<Principal> {
    const secret = /^Bearer ([\x21-\x7e]{1,500})$/.exec(authorization)?.[1];
    const fixed = secret && this.options.fixedTokens.find((known) => isEqual(known.secret, secret));
    if (fixed) return fixedPrincipal(fixed.name);
    const em = this.options.orm.em.fork();
    const token = secret && isSecret(secret) ? await findToken(em, secret) : null;
    if (!token) {
      throw new BadToken(
        'The authorization is not valid: send "Bearer <token>" with a token of this server, or none to use the session.',
      );
    }
    const now = this.options.now();
    const principal: Principal = {
      kind: 'token',
      id: token.id,
      name: token.name,
      email: null,
      role: token.role,
      session: null,
      expiresAt: token.expiresAt,
    };
    const end = endOf(token, now);
    if (end) {
      throw new BadToken(
        `The token ${JSON.stringify(token.name)} ${end}: ask an administrator for a new one.`,
        {
          action: 'tokenRefused',
          outcome: 'REFUSED',
          reason: `The token ${end}.`,
          actor: principal,
          origin,
          subject: { type: 'TOKEN', id: token.id },
        },
      );
    }
    await noteUse(em, token, now);
    return principal;
  }
}

const fixedPrincipal = (name: string): Principal => ({
  kind: 'token',
  id: name,
  name,
  email: null,
  role: 'admin',
  session: null,
  expiresAt: null,
});

/** Before the session begins, so that none begins unseen. */
async function recordSignIn(em: EntityManager, session: NewSession, at: Temporal.Instant): Promise<void> {
  const account = await em.findOneOrFail(ConsoleAccount, { id: session.accountId });
  await recordAudit(em, {
    action: 'signIn',
    outcome: 'DONE',
    at,
    actor: { ...account, kind: 'person', session: null, expiresAt: null },
    origin: { ip: session.ip, agent: session.agent },
    subject: { type: 'ACCOUNT', id: account.id },
    after: { signedInBy: session.signedInBy, role: account.role },
  });
}

/** Compares in constant time, whatever the lengths. */
function isEqual(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
