import type { Opt } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';
import { type CycleTypeRule, cycleTypeRanges } from './cycle-dates.ts';
import { ShiftConfig } from './shift-config.entity.ts';

// Not `between`: PostgreSQL rewrites it, and a schema diff would see a change for ever.
const within = (column: string, [min, max]: readonly [number, number]) =>
  `${column} >= ${min} and ${column} <= ${max}`;

/**
 * The template that cycles are made from (domain §2). The database holds the ranges; whether the dates come
 * out in order is for `validateCycleType` on save, and for each cycle's own constraint.
 */
@Entity({ tableName: 'cycle_type' })
@Check({
  name: 'cycle_type_start',
  expression: `${within('start_month', cycleTypeRanges.startMonth)} and ${within('start_day', cycleTypeRanges.startDay)}`,
})
@Check({ name: 'cycle_type_duration', expression: within('duration_months', cycleTypeRanges.durationMonths) })
@Check({
  name: 'cycle_type_offset',
  expression: within('call_offset_weeks', cycleTypeRanges.callOffsetWeeks),
})
@Check({
  name: 'cycle_type_period',
  expression: within('call_period_weeks', cycleTypeRanges.callPeriodWeeks),
})
@Check({ name: 'cycle_type_review', expression: within('review_weeks', cycleTypeRanges.reviewWeeks) })
@Check({
  name: 'cycle_type_allocation',
  expression: within('allocation_weeks', cycleTypeRanges.allocationWeeks),
})
@Check({
  name: 'cycle_type_weekdays',
  expression: `${within('open_on', cycleTypeRanges.openOn)} and ${within('close_on', cycleTypeRanges.closeOn)}`,
})
export class CycleType extends DomainRecord implements CycleTypeRule {
  @Property({ type: 'text', unique: true })
  name!: string;

  @Property({ type: 'integer' })
  startMonth!: number;

  /** Clamped to the month's length: 29 February is the 28th in common years. */
  @Property({ type: 'integer' })
  startDay!: number;

  @Property({ type: 'integer', default: 6 })
  durationMonths!: Opt<number>;

  /** Weeks from the opening of the call to the start of the cycle. */
  @Property({ type: 'integer', default: 21 })
  callOffsetWeeks!: Opt<number>;

  @Property({ type: 'integer', default: 4 })
  callPeriodWeeks!: Opt<number>;

  /** Weeks from the close of the call to the day reviews are due. */
  @Property({ type: 'integer', default: 6 })
  reviewWeeks!: Opt<number>;

  /** Weeks from there to the allocation. */
  @Property({ type: 'integer', default: 2 })
  allocationWeeks!: Opt<number>;

  /** Weekday on which the call opens, 0 = Monday. */
  @Property({ type: 'integer', default: 2 })
  openOn!: Opt<number>;

  /** Weekday on which the call closes, 0 = Monday. */
  @Property({ type: 'integer', default: 2 })
  closeOn!: Opt<number>;

  @ManyToOne(() => ShiftConfig, { fieldName: 'shift_config_id', deleteRule: 'restrict' })
  shiftConfig!: ShiftConfig;

  /** Whether new cycles of this type are created; existing ones run on either way. */
  @Property({ type: 'boolean', default: true })
  active!: Opt<boolean>;
}
