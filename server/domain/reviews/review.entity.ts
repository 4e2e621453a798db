import type { Opt } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { InstantType, PlainDateType } from '../../db/types.ts';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { Reviewer } from '../people/reviewer.entity.ts';
import { Material } from '../projects/material.entity.ts';
import { ReviewType } from './review-type.entity.ts';
import { Stage } from './stage.entity.ts';
import { Submission } from './submission.entity.ts';

/** The states of a review in their order (domain §2). */
export const reviewStates = ['PENDING', 'OPEN', 'SUBMITTED', 'CLOSED'] as const;

export type ReviewState = (typeof reviewStates)[number];

/** One evaluation of a submission, or of a project's materials (domain §1). */
@Entity({ tableName: 'review' })
@Check({ name: 'review_subject', expression: '(submission_id is null) <> (material_id is null)' })
@Check({ name: 'review_by', expression: 'reviewer_id is not null or role is not null' })
@Check({ name: 'review_stage', expression: '(stage_id is null) = (submission_id is null)' })
@Check({
  name: 'review_submitted',
  expression: `submitted_at is null or state <> all (array['PENDING', 'OPEN'])`,
})
@Index({
  name: 'review_of_submission',
  expression: 'create index review_of_submission on review (submission_id, stage_id)',
})
@Index({
  name: 'review_pending',
  expression: `create index review_pending on review (stage_id) where state = 'PENDING'`,
})
@Index({
  name: 'review_of_cycle',
  expression: 'create index review_of_cycle on review (cycle_id, state)',
})
@Index({
  name: 'review_submitted_newest',
  expression: `create index review_submitted_newest on review (id) where state = 'SUBMITTED'`,
})
@Index({
  name: 'review_open',
  expression: `create index review_open on review (due_date) where state = 'OPEN'`,
})
export class Review extends DomainRecord {
  @ManyToOne(() => Submission, { fieldName: 'submission_id', nullable: true, deleteRule: 'restrict' })
  submission!: Submission | null;

  @Index()
  @ManyToOne(() => Material, { fieldName: 'material_id', nullable: true, deleteRule: 'restrict' })
  material!: Material | null;

  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  /** The stage it counts for; null for a review of materials. */
  @ManyToOne(() => Stage, { fieldName: 'stage_id', nullable: true, deleteRule: 'restrict' })
  stage!: Stage | null;

  @Index()
  @ManyToOne(() => ReviewType, { fieldName: 'type_id', deleteRule: 'restrict' })
  type!: ReviewType;

  @Index()
  @ManyToOne(() => Reviewer, { fieldName: 'reviewer_id', nullable: true, deleteRule: 'restrict' })
  reviewer!: Reviewer | null;

  /** Anyone who holds exactly this role may do it. */
  @Property({ type: 'text', nullable: true })
  role!: string | null;

  /** The facility it judges; null when its type is not per facility. */
  @ManyToOne(() => Facility, { fieldName: 'facility_id', nullable: true, deleteRule: 'restrict' })
  facility!: Facility | null;

  @Enum({ items: reviewStates, type: 'text', default: 'PENDING' })
  state!: Opt<ReviewState>;

  /** The form is valid and everything required is filled in. It counts only once it is submitted, too. */
  @Property({ type: 'boolean', default: false })
  isComplete!: Opt<boolean>;

  /** Sum of weight times field; 0 while nothing is scored. */
  @Property({ type: 'double', default: 0 })
  score!: Opt<number>;

  @Property({ type: 'text', default: '' })
  comments!: Opt<string>;

  @Property({ type: PlainDateType, nullable: true })
  dueDate!: Temporal.PlainDate | null;

  @Property({ type: InstantType, nullable: true })
  submittedAt!: Temporal.Instant | null;
}
