import { Collection, type Opt } from '@mikro-orm/core';
import {
  Check,
  Entity,
  Enum,
  Index,
  ManyToMany,
  ManyToOne,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { InstantType } from '../../db/types.ts';
import { Cycle } from '../cycles/cycle.entity.ts';
import { DomainRecord } from '../domain-record.ts';
import { FacilityTechnique } from '../facilities/technique.entity.ts';
import { Project } from '../projects/project.entity.ts';
import { AccessPool } from '../proposals/access-pool.entity.ts';
import { Proposal } from '../proposals/proposal.entity.ts';
import { Track } from './track.entity.ts';

/** The states of a submission in their order (domain §2). */
export const submissionStates = ['PENDING', 'STARTED', 'REVIEWED', 'COMPLETE'] as const;

export type SubmissionState = (typeof submissionStates)[number];

/** One proposal sent down one review track for one cycle through one access pool (domain §1). */
@Entity({ tableName: 'submission' })
@Unique({ properties: ['proposal', 'track'] })
@Check({
  name: 'submission_decided',
  expression: `(approved is null) = (state = any (array['PENDING', 'STARTED'])) and (decided_at is null) = (approved is null)`,
})
@Check({
  name: 'submission_no_project_reason',
  expression: 'no_project_reason is null or approved and project_id is null',
})
@Check({ name: 'submission_project', expression: 'project_id is null or approved' })
@Index({
  name: 'submission_of_cycle',
  expression: 'create index submission_of_cycle on submission (cycle_id, state)',
})
@Index({
  name: 'submission_of_state',
  expression: 'create index submission_of_state on submission (state, id)',
})
@Index({
  name: 'submission_undecided',
  expression: 'create index submission_undecided on submission (id) where approved is null',
})
@Index({
  name: 'submission_untold',
  expression: `create index submission_untold on submission (id) where state = 'REVIEWED'`,
})
export class Submission extends DomainRecord {
  /** First two letters of the track's acronym and the proposal's code. */
  @Property({ type: 'text', unique: true })
  code!: string;

  @ManyToOne(() => Proposal, { fieldName: 'proposal_id', deleteRule: 'restrict' })
  proposal!: Proposal;

  @Index()
  @ManyToOne(() => Track, { fieldName: 'track_id', deleteRule: 'restrict' })
  track!: Track;

  @ManyToOne(() => AccessPool, { fieldName: 'pool_id', deleteRule: 'restrict' })
  pool!: AccessPool;

  @ManyToOne(() => Cycle, { fieldName: 'cycle_id', deleteRule: 'restrict' })
  cycle!: Cycle;

  @Enum({ items: submissionStates, type: 'text', default: 'PENDING' })
  state!: Opt<SubmissionState>;

  /** Null exactly while undecided. */
  @Property({ type: 'boolean', nullable: true })
  approved!: boolean | null;

  /** What the reviewers remarked, by review type. */
  @Property({ type: 'text', default: '' })
  comments!: Opt<string>;

  @Property({ type: InstantType, nullable: true })
  decidedAt!: Temporal.Instant | null;

  /** When the applicant was told; null before. */
  @Property({ type: InstantType, nullable: true })
  notifiedAt!: Temporal.Instant | null;

  /** Why an approved submission got no project; null when it got one or may still. */
  @Property({ type: 'text', nullable: true })
  noProjectReason!: string | null;

  /** The project it led to; null for none. */
  @Index()
  @ManyToOne(() => Project, { fieldName: 'project_id', nullable: true, deleteRule: 'restrict' })
  project!: Project | null;

  /** What it asks for, and so the facilities it goes to. */
  @ManyToMany(() => FacilityTechnique, undefined, {
    pivotTable: 'submission_technique',
    joinColumn: 'submission_id',
    inverseJoinColumn: 'facility_technique_id',
    owner: true,
  })
  techniques = new Collection<FacilityTechnique>(this);
}
