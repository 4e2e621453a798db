import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Somebody who can sign in there. */
export interface OpenIdUser {
  /** What is typed into the login page; it is the `sub` too. */
  login: string;
  email: string;
  name: string;
  /** The claim `roles`. */
  roles: readonly string[];
  /** True unless said otherwise. */
  emailVerified?: boolean;
}

/** What is wrong with the ID tokens; `none` for good ones. All else about them stays right, and so is the signature. */
export type Tampering = 'none' | 'signature' | 'issuer' | 'audience' | 'expired' | 'nonce';

/** Where it may send browsers back to. */
export interface OpenIdReturns {
  redirectUris: readonly string[];
  postLogoutRedirectUris?: readonly string[];
}

/** What the provider's process is told. */
export type Order =
  | { start: { clientId: string; clientSecret: string } }
  | { returns: OpenIdReturns }
  | { user: OpenIdUser }
  | { tamper: Tampering };

/** A real OpenID provider on a port of its own, in a process of its own, with one client. */
export interface OpenIdProvider extends AsyncDisposable {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Adds a user, or changes the one with this login. */
  setUser(user: OpenIdUser): Promise<void>;
  /** Replaces all addresses: those of a program are known once it runs, and it needs the issuer to start. */
  setReturns(returns: OpenIdReturns): Promise<void>;
  /** Makes all ID tokens from now on wrong in one way. */
  tamper(how: Tampering): Promise<void>;
}

export async function startOpenIdProvider(
  returns: OpenIdReturns = { redirectUris: [] },
): Promise<OpenIdProvider> {
  const child = fork(fileURLToPath(new URL('openid-provider/main.ts', import.meta.url)), {
    // Those of the test runner would be taken over.
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const problems = text(child.stderr!);
  const ended = once(child, 'close');
  // It answers one order after the other.
  const waiting: PromiseWithResolvers<string>[] = [];
  child.on('message', (answer) => waiting.shift()?.resolve(answer as string));
  child.on('close', async () => {
    const cause = new Error(`The OpenID provider has ended: ${await problems}`);
    for (const { reject } of waiting) reject(cause);
  });
  const tell = async (order: Order) => {
    const answer = Promise.withResolvers<string>();
    waiting.push(answer);
    child.send(order, (cause) => {
      if (cause) answer.reject(new Error('The OpenID provider has ended', { cause }));
    });
    return answer.promise;
  };

  const client = { clientId: 'uso', clientSecret: randomBytes(24).toString('base64url') };
  const issuer = await tell({ start: client });
  await tell({ returns });
  return {
    issuer,
    ...client,
    async setUser(user) {
      await tell({ user });
    },
    async setReturns(returns) {
      await tell({ returns });
    },
    async tamper(how) {
      await tell({ tamper: how });
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
