import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditEntry, type AuditOutcome, type AuditSubject } from './audit-entry.entity.ts';
import type { Origin, Principal } from './principal.ts';

/** An act to remember. */
export interface Act {
  action: string;
  outcome: AuditOutcome;
  reason?: string | null;
  at: Temporal.Instant;
  /** Null when nobody was signed in. */
  actor: Principal | null;
  /** The name that was given when nobody was signed in. */
  actorName?: string;
  origin: Origin;
  subject?: { type: AuditSubject; id: string; task?: string | null } | null;
  before?: object | null;
  after?: object | null;
}

/** Adds an entry to the audit, in the transaction of `em` if it is in one. */
export async function recordAudit(em: EntityManager, act: Act): Promise<void> {
  const { actor, origin, subject } = act;
  await em.insert(AuditEntry, {
    at: act.at,
    action: act.action,
    outcome: act.outcome,
    reason: text(act.reason),
    actorKind: actor?.kind ?? null,
    actorId: actor?.id ?? null,
    actorName: text(actor?.name ?? act.actorName),
    actorRole: actor?.role ?? null,
    ip: origin.ip,
    agent: text(origin.agent),
    subjectType: subject?.type ?? null,
    subjectId: text(subject?.id, longestId),
    task: text(subject?.task, longestId),
    before: act.before ?? null,
    after: act.after ?? null,
  });
}

/** What a caller gave may be of any length and hold what no column keeps. */
const text = (value: string | null | undefined, longest = 1_000) =>
  value?.replaceAll('\0', '').slice(0, longest) ?? null;

/** Ids are found by an index, which has no room for more; none of ours is half as long. */
const longestId = 500;
