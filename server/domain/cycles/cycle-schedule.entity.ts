import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, ManyToOne, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { Cycle } from './cycle.entity.ts';
import { ShiftConfig } from './shift-config.entity.ts';

/** In the order of their publication. */
export const scheduleStates = ['DRAFT', 'TENTATIVE', 'LIVE'] as const;

export type ScheduleState = (typeof scheduleStates)[number];

/** The beam-time schedule of one cycle, deleted with it (domain §2). Its span is the cycle's, so it stores none. */
@Entity({ tableName: 'cycle_schedule' })
export class CycleSchedule extends DomainRecord {
  @OneToOne(() => Cycle, { owner: true, fieldName: 'cycle_id', deleteRule: 'cascade' })
  cycle!: Cycle;

  @Property({ type: 'text' })
  description!: string;

  @Enum({ items: scheduleStates, type: 'text', default: 'DRAFT' })
  state!: Opt<ScheduleState>;

  @ManyToOne(() => ShiftConfig, { fieldName: 'shift_config_id', deleteRule: 'restrict' })
  shiftConfig!: ShiftConfig;
}
