import type { Pool } from 'pg';
import type { Principal } from './principal.ts';

/** How often it is looked whether those who are connected may still be, in ms. */
const lookEvery = 2_000;

/**
 * Ends the connections of those whose session or token has ended, or whose role is another one now. One statement every
 * two seconds for all of them; it needs no notice from whoever ended it, and so none can be missed. It waits for none of
 * the connections that operations use: those who are to be sent away may keep all of them busy.
 */
export class PrincipalWatch {
  private readonly watched = new Map<symbol, { principal: Principal; end: () => void }>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly now: () => Temporal.Instant,
    private readonly onProblem: (message: string) => void,
  ) {}

  /** Calls `end` once when the principal may not stay; the returned function stops watching. */
  add(principal: Principal, end: () => void): () => void {
    const key = Symbol(principal.name);
    this.watched.set(key, { principal, end });
    this.timer ??= this.lookLater();
    return () => this.watched.delete(key);
  }

  /** Stops for good. Resolves when no look is under way. */
  async stop(): Promise<void> {
    this.watched.clear();
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private lookLater(): NodeJS.Timeout {
    return setTimeout(() => {
      this.looking = this.look();
    }, lookEvery).unref();
  }

  private async look(): Promise<void> {
    try {
      await this.endThoseWhoMayNotStay();
    } catch (cause) {
      // While the database is away nobody is told anything either.
      this.onProblem(`Connected sessions could not be checked and are checked again: ${String(cause)}`);
    }
    this.timer = this.watched.size > 0 ? this.lookLater() : null;
  }

  private async endThoseWhoMayNotStay(): Promise<void> {
    // Those who come while the statement runs are looked at the next time.
    const entries = [...this.watched].filter(([, { principal }]) => principal.session || isStored(principal));
    const all = entries.map(([, { principal }]) => principal);
    const sessions = all.flatMap(({ session }) => (session ? [session.id] : []));
    const tokens = all.filter(isStored).map(({ id }) => id);
    if (sessions.length + tokens.length === 0) return;
    const { rows } = await this.pool.query<{ key: string }>(
      `select 'session ' || session.id || ' ' || coalesce(account.role, '') as key
        from console_session as session join console_account as account on account.id = session.account_id
        where session.id = any($1::text[]) and session.expires_at > now()
      union all
      select 'token ' || id || ' ' || role from api_token
        where id = any($2::bigint[]) and revoked_at is null and expires_at > $3::timestamptz`,
      [sessions, tokens, this.now().toString()],
    );
    const good = new Set(rows.map(({ key }) => key));
    for (const [key, { principal, end }] of entries) {
      if (good.has(keyOf(principal)) || !this.watched.delete(key)) continue;
      end();
    }
  }
}

/** A token of the table; the others live as long as the process. */
const isStored = ({ kind, expiresAt }: Principal) => kind === 'token' && expiresAt !== null;

const keyOf = ({ kind, id, role, session }: Principal) =>
  kind === 'token' ? `token ${id} ${role}` : `session ${session?.id} ${role ?? ''}`;
