import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';

export const reviewKinds = ['SAFETY', 'TECHNICAL', 'SCIENTIFIC', 'APPROVAL'] as const;

export type ReviewKind = (typeof reviewKinds)[number];

/** What is asked in a review, and of whom (domain §1). */
@Entity({ tableName: 'review_type' })
export class ReviewType extends DomainRecord {
  @Property({ type: 'text', unique: true })
  code!: string;

  @Enum({ items: reviewKinds, type: 'text' })
  kind!: ReviewKind;

  /** Who may review when nobody is named; `{}` stands for the facility's acronym in lower case. */
  @Property({ type: 'text', nullable: true })
  role!: string | null;

  /** Fields that are scored, with their weights; empty when nothing is. */
  @Property({ type: 'json', defaultRaw: `'{}'` })
  scoreFields!: Opt<Record<string, number>>;

  /** Whether a low score is a good one. */
  @Property({ type: 'boolean', default: true })
  lowBetter!: Opt<boolean>;

  /** Whether each facility of the submission gets reviews of its own. */
  @Property({ type: 'boolean', default: false })
  perFacility!: Opt<boolean>;
}
