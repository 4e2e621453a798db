import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { AuditEntry, AuditOutcome, AuditSubject } from '../../access/audit-entry.entity.ts';
import { PrincipalKindEnum } from '../access/viewer.type.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { Allow } from '../rules.ts';
import { DateTime, Json } from '../scalars.ts';

export const AuditOutcomeEnum = describedEnum<AuditOutcome>('AuditOutcome', 'What came of an act.', {
  DONE: 'It was done.',
  REFUSED: 'It was refused; the reason says why.',
  FAILED: 'The server failed to do it; nothing was changed.',
});

export const AuditSubjectEnum = describedEnum<AuditSubject>('AuditSubject', 'What an act was about.', {
  TASK: 'A task.',
  RUN: 'A run of a task.',
  MESSAGE: 'A message to a person.',
  ACCOUNT: 'An account of this console.',
  TOKEN: 'A token for a program.',
});

@Allow('viewer')
@ObjectType({ description: 'Who acted.' })
export class AuditActor {
  @Field(() => PrincipalKindEnum, { nullable: true, description: 'Null when nobody was signed in.' })
  kind!: 'person' | 'token' | null;

  @Field(() => ID, { nullable: true, description: 'The account or token; null when nobody was signed in.' })
  id!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name at that time; for a failed sign-in the address that was tried.',
  })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'The role at that time.' })
  role!: string | null;
}

@Allow('viewer')
@ObjectType('AuditEntry', { description: 'One act, as it is remembered for good.' })
export class AuditEntryObject {
  constructor({ actorKind, actorId, actorName, actorRole, ...entry }: AuditEntry) {
    const { id, at, action, outcome, reason, ip, agent, subjectType, subjectId, task, before, after } = entry;
    Object.assign(this, {
      id,
      at,
      action,
      outcome,
      reason,
      ip,
      agent,
      subjectType,
      subjectId,
      task,
      before,
      after,
    });
    this.actor = { kind: actorKind, id: actorId, name: actorName, role: actorRole };
  }

  @Field(() => ID, { description: 'Counts up.' })
  id!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: Temporal.Instant;

  @Field(() => AuditActor, { description: 'Who.' })
  actor!: AuditActor;

  @Field({
    description:
      'What: the name of a mutation, or `signIn`, `signOut`, `signInFailed`, `signInLocked`, `tokenRefused`.',
  })
  action!: string;

  @Field(() => AuditOutcomeEnum, { description: 'What came of it.' })
  outcome!: AuditOutcome;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was refused or failed; null when it was done.',
  })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The address it came from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'What the client called itself.' })
  agent!: string | null;

  @Field(() => AuditSubjectEnum, {
    nullable: true,
    description: 'What it was about; null when about nothing known.',
  })
  subjectType!: AuditSubject | null;

  @Field(() => ID, { nullable: true, description: "The subject's id; a task's name." })
  subjectId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The task it concerns; null when it concerns none.' })
  task!: string | null;

  @Field(() => Json, { nullable: true, description: 'The subject before; null when there was none.' })
  before!: object | null;

  @Field(() => Json, { nullable: true, description: 'The subject after; null when there is none.' })
  after!: object | null;
}

export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntryObject);

@ArgsType()
export class AuditArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Text that the name of who acted, the subject or the address contains, in any case.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Only this action.' })
  action?: string | null;

  @Field(() => AuditOutcomeEnum, { nullable: true, description: 'Only acts of this outcome.' })
  outcome?: AuditOutcome | null;

  @Field(() => AuditSubjectEnum, { nullable: true, description: 'Only acts on subjects of this kind.' })
  subjectType?: AuditSubject | null;

  @Field(() => ID, { nullable: true, description: 'Only acts on this subject; give its kind too.' })
  subjectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only acts that concern this task.' })
  task?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Only acts from then on.' })
  since?: Temporal.Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'Only acts before then.' })
  until?: Temporal.Instant | null;
}
