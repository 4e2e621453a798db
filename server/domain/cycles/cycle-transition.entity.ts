import { ArrayType } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InstantType, PlainDateType } from '../../db/types.ts';
import { DomainRecord } from '../domain-record.ts';
import { type CycleState, cycleStates } from './cycle-state.ts';
import { Cycle } from './cycle.entity.ts';

export const transitionDirections = ['FORWARD', 'BACK'] as const;

export type TransitionDirection = (typeof transitionDirections)[number];

/** One change of a cycle's state, never edited (domain §4). */
@Entity({ tableName: 'cycle_transition' })
@Index({
  name: 'cycle_transition_history',
  expression: 'create index cycle_transition_history on cycle_transition (cycle_id, id)',
})
@Check({ name: 'cycle_transition_changes', expression: 'from_state <> to_state' })
@Check({ name: 'cycle_transition_skips_forward', expression: `direction = 'FORWARD' or skipped = '{}'` })
export class CycleTransition extends DomainRecord {
  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'cascade' })
  cycle!: Cycle;

  @Enum({ items: cycleStates, type: 'text' })
  fromState!: CycleState;

  @Enum({ items: cycleStates, type: 'text' })
  toState!: CycleState;

  /** States that were passed without having been entered, in order. */
  @Property({ type: new ArrayType<CycleState>(), columnType: 'text[]' })
  skipped!: CycleState[];

  @Enum({ items: transitionDirections, type: 'text' })
  direction!: TransitionDirection;

  /** The facility's date that the new state follows from. */
  @Property({ type: PlainDateType })
  onDate!: Temporal.PlainDate;

  @Property({ type: InstantType })
  at!: Temporal.Instant;
}
