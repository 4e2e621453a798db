import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InstantType, PlainDateType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import type { CycleDates } from './cycle-dates.ts';
import { type CycleState, cycleStates } from './cycle-state.ts';
import { CycleType } from './cycle-type.entity.ts';

/**
 * A period of beam time with the call that prepares it (domain §2).
 * The one-number range stands in for `type_id with =`, which would need the extension btree_gist.
 */
@Entity({ tableName: 'cycle' })
@Check({
  name: 'cycle_date_order',
  expression:
    'open_date < close_date and close_date < due_date and due_date <= alloc_date ' +
    'and alloc_date <= start_date and start_date < end_date',
})
@Check({
  name: 'cycle_no_overlap',
  expression: `exclude using gist (int8range(type_id, type_id, '[]') with &&, daterange(start_date, end_date) with &&)`,
})
@Index({
  name: 'cycle_one_a_year',
  expression: 'create unique index cycle_one_a_year on cycle (type_id, extract(year from start_date))',
})
export class Cycle extends DomainRecord implements CycleDates {
  @ManyToOne(() => CycleType, { fieldName: 'type_id', deleteRule: 'restrict' })
  type!: CycleType;

  @Property({ type: PlainDateType })
  openDate!: Temporal.PlainDate;

  @Property({ type: PlainDateType })
  closeDate!: Temporal.PlainDate;

  @Property({ type: PlainDateType })
  dueDate!: Temporal.PlainDate;

  @Property({ type: PlainDateType })
  allocDate!: Temporal.PlainDate;

  @Property({ type: PlainDateType })
  startDate!: Temporal.PlainDate;

  /** Exclusive: the first day after the cycle. */
  @Property({ type: PlainDateType })
  endDate!: Temporal.PlainDate;

  /** As of the last Cycle Lifecycle run, up to an hour old: rules ask the dates instead (domain §4). */
  @Enum({ items: cycleStates, type: 'text', default: 'PENDING' })
  state!: Opt<CycleState>;

  /** When the results of the call were sent; null before. */
  @Property({ type: InstantType, nullable: true })
  resultsNotifiedAt!: Temporal.Instant | null;
}
