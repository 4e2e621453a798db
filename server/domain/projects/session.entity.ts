import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { User } from '../people/user.entity.ts';
import { Project } from './project.entity.ts';

/** Handed over, signed on, over; or given up before it began, or ended by staff (domain §1). */
export const sessionStates = ['READY', 'LIVE', 'COMPLETE', 'CANCELLED', 'TERMINATED'] as const;

export type SessionState = (typeof sessionStates)[number];

export const sessionKinds = ['ONSITE', 'REMOTE', 'MAILIN'] as const;

export type SessionKind = (typeof sessionKinds)[number];

/** Something that happened to a session. */
export interface SessionEvent {
  /** ISO 8601, UTC. */
  at: string;
  message: string;
}

/** One contiguous use of a beamline by a project (domain §1). Its table's name leaves `session` to sign-in. */
@Entity({ tableName: 'beam_session' })
@Check({ name: 'beam_session_span', expression: 'start_at < end_at' })
@Index({
  name: 'beam_session_unfinished',
  expression: `create index beam_session_unfinished on beam_session (end_at) where state in ('READY', 'LIVE')`,
})
@Index({
  name: 'beam_session_newest',
  expression: 'create index beam_session_newest on beam_session (start_at desc, id desc)',
})
export class BeamSession extends DomainRecord {
  @Index()
  @ManyToOne(() => Project, { fieldName: 'project_id', deleteRule: 'restrict' })
  project!: Project;

  @Index()
  @ManyToOne(() => Facility, { fieldName: 'facility_id', deleteRule: 'restrict' })
  facility!: Facility;

  @Property({ type: InstantType })
  startAt!: Temporal.Instant;

  @Property({ type: InstantType })
  endAt!: Temporal.Instant;

  /** Who hands it over; null when nobody is named. */
  @ManyToOne(() => User, { fieldName: 'staff_id', nullable: true, deleteRule: 'restrict' })
  staff!: User | null;

  @ManyToOne(() => User, { fieldName: 'spokesperson_id', nullable: true, deleteRule: 'restrict' })
  spokesperson!: User | null;

  @Enum({ items: sessionStates, type: 'text', default: 'READY' })
  state!: Opt<SessionState>;

  @Enum({ items: sessionKinds, type: 'text', default: 'ONSITE' })
  kind!: Opt<SessionKind>;

  @Property({ type: 'json', defaultRaw: `'[]'` })
  history!: Opt<SessionEvent[]>;
}
