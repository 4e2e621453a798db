import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';

/** The states of a submission in their order (domain §2). */
export const submissionStates = ['PENDING', 'STARTED', 'REVIEWED', 'COMPLETE'] as const;

export type SubmissionState = (typeof submissionStates)[number];

/** One proposal sent down one review track for one cycle (domain §1). */
@Entity({ tableName: 'submission' })
@Index({
  name: 'submission_of_cycle',
  expression: 'create index submission_of_cycle on submission (cycle_id, state)',
})
export class Submission extends DomainRecord {
  /** First two letters of the track's acronym and the proposal's code. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  @Enum({ items: submissionStates, type: 'text', default: 'PENDING' })
  state!: Opt<SubmissionState>;
}
