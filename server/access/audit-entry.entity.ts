import { BigIntType } from '@mikro-orm/core';
import { Check, Entity, Index, PrimaryKey, Property, Trigger } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** `DONE`, `REFUSED` for a reason the caller was told, `FAILED` for one of ours. */
export const auditOutcomes = ['DONE', 'REFUSED', 'FAILED'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** What an act was about. */
export const auditSubjects = ['TASK', 'RUN', 'MESSAGE', 'ACCOUNT', 'TOKEN'] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/**
 * Who did what, when, from where, and what it changed. Rows are only ever added: a trigger refuses anything else, and
 * the role that owns the table has taken the right to it from itself.
 */
@Entity({ tableName: 'audit_entry' })
@Check({ name: 'audit_entry_outcome_known', expression: `outcome in ('DONE', 'REFUSED', 'FAILED')` })
@Check({
  name: 'audit_entry_subject_known',
  expression: `subject_type in ('TASK', 'RUN', 'MESSAGE', 'ACCOUNT', 'TOKEN')`,
})
@Check({ name: 'audit_entry_actor_known', expression: `actor_kind in ('person', 'token')` })
@Trigger({
  name: 'audit_entry_only_added_to',
  timing: 'before',
  events: ['update', 'delete'],
  forEach: 'statement',
  body: `raise exception 'The audit is only ever added to.' using errcode = 'insufficient_privilege';`,
})
@Index({ properties: ['task', 'id'] })
@Index({ properties: ['subjectType', 'subjectId', 'id'] })
export class AuditEntry {
  @PrimaryKey({ type: new BigIntType('string'), generated: 'identity' })
  id!: string;

  @Property({ type: InstantType })
  @Index()
  at!: Temporal.Instant;

  /** A mutation's name, or one of the events of access: `signIn`, `signOut`, `signInFailed`, `tokenRefused`. */
  @Property({ type: 'text' })
  action!: string;

  @Property({ type: 'text' })
  outcome!: AuditOutcome;

  /** Why it was refused, as the caller was told; null when it was done. */
  @Property({ type: 'text', nullable: true })
  reason!: string | null;

  /** Null when nobody was signed in. */
  @Property({ type: 'text', nullable: true })
  actorKind!: 'person' | 'token' | null;

  @Property({ type: 'text', nullable: true })
  actorId!: string | null;

  /** The name at that time; for a failed sign-in the address that was tried. */
  @Property({ type: 'text', nullable: true })
  actorName!: string | null;

  @Property({ type: 'text', nullable: true })
  actorRole!: string | null;

  @Property({ type: 'text', nullable: true })
  ip!: string | null;

  @Property({ type: 'text', nullable: true })
  agent!: string | null;

  @Property({ type: 'text', nullable: true })
  subjectType!: AuditSubject | null;

  @Property({ type: 'text', nullable: true })
  subjectId!: string | null;

  /** The task that the subject belongs to, so that a task's history is found at once. */
  @Property({ type: 'text', nullable: true })
  task!: string | null;

  /** The subject's fields before and after, those that an administrator can change; null when there is nothing to tell. */
  @Property({ type: 'jsonb', nullable: true })
  before!: object | null;

  @Property({ type: 'jsonb', nullable: true })
  after!: object | null;
}
