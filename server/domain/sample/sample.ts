import { Cycle } from '../cycles/cycle.entity.ts';
import { CycleSchedule } from '../cycles/cycle-schedule.entity.ts';
import { CycleType } from '../cycles/cycle-type.entity.ts';
import { ShiftConfig } from '../cycles/shift-config.entity.ts';
import { Facility } from '../facilities/facility.entity.ts';
import { FacilityTechnique, Technique } from '../facilities/technique.entity.ts';
import { Announcement } from '../notifications/announcement.entity.ts';
import { Notification } from '../notifications/notification.entity.ts';
import { Reviewer } from '../people/reviewer.entity.ts';
import { User } from '../people/user.entity.ts';
import { AllocationRequest } from '../projects/allocation-request.entity.ts';
import { Allocation } from '../projects/allocation.entity.ts';
import { Material } from '../projects/material.entity.ts';
import { Project } from '../projects/project.entity.ts';
import { BeamSession } from '../projects/session.entity.ts';
import { AccessPool } from '../proposals/access-pool.entity.ts';
import { FacilityRequest, Proposal } from '../proposals/proposal.entity.ts';
import { SubjectArea } from '../proposals/subject-area.entity.ts';
import { ReviewType } from '../reviews/review-type.entity.ts';
import { Review } from '../reviews/review.entity.ts';
import { Stage } from '../reviews/stage.entity.ts';
import { Submission } from '../reviews/submission.entity.ts';
import { Track } from '../reviews/track.entity.ts';
import { Random } from './random.ts';
import { Pairs, Table } from './tables.ts';

/** When the sample is made: all its dates lie around this moment. */
export interface SampleTime {
  today: Temporal.PlainDate;
  now: Temporal.Instant;
  timeZone: string;
}

/** The rows of the sample facility while it is made, and what they are made from. */
export class Sample {
  // A fixed seed: the same day gives the same facility.
  readonly random = new Random(1);

  readonly shiftConfigs = new Table(ShiftConfig);
  readonly cycleTypes = new Table(CycleType);
  readonly cycles = new Table(Cycle);
  readonly schedules = new Table(CycleSchedule);
  readonly users = new Table(User);
  readonly facilities = new Table(Facility);
  readonly techniques = new Table(Technique);
  readonly offers = new Table(FacilityTechnique);
  readonly areas = new Table(SubjectArea);
  readonly tracks = new Table(Track);
  readonly pools = new Table(AccessPool);
  readonly reviewTypes = new Table(ReviewType);
  readonly stages = new Table(Stage);
  readonly reviewers = new Table(Reviewer);
  readonly proposals = new Table(Proposal);
  readonly requests = new Table(FacilityRequest);
  readonly projects = new Table(Project);
  readonly submissions = new Table(Submission);
  readonly allocations = new Table(Allocation);
  readonly renewals = new Table(AllocationRequest);
  readonly materials = new Table(Material);
  readonly sessions = new Table(BeamSession);
  readonly reviews = new Table(Review);
  readonly notifications = new Table(Notification);
  readonly announcements = new Table(Announcement);

  readonly poolTracks = new Pairs('access_pool_track', 'pool_id', 'track_id');
  readonly reviewerTechniques = new Pairs('reviewer_technique', 'reviewer_id', 'technique_id');
  readonly reviewerAreas = new Pairs('reviewer_area', 'reviewer_id', 'area_id');
  readonly proposalAreas = new Pairs('proposal_area', 'proposal_id', 'area_id');
  readonly submissionTechniques = new Pairs('submission_technique', 'submission_id', 'facility_technique_id');
  readonly projectTechniques = new Pairs('project_technique', 'project_id', 'facility_technique_id');
  readonly projectMembers = new Pairs('project_member', 'project_id', 'user_id');

  readonly #yesterday: Temporal.PlainDate;

  constructor(readonly time: SampleTime) {
    this.#yesterday = time.today.subtract({ days: 1 });
  }

  /** All tables, each behind those that its rows refer to. */
  tables() {
    return Object.values(this).filter((value) => value instanceof Table);
  }

  pairs(): Pairs[] {
    return Object.values(this).filter((value) => value instanceof Pairs);
  }

  /** An instant of a local day; hours of the day in the facility's zone. */
  at(date: Temporal.PlainDate, hour: number, minute = 0): Temporal.Instant {
    return date.toZonedDateTime({ timeZone: this.time.timeZone, plainTime: { hour, minute } }).toInstant();
  }

  /** The day, or yesterday when it is later: what has happened lies in the past at whatever hour it is asked. */
  past(date: Temporal.PlainDate): Temporal.PlainDate {
    return Temporal.PlainDate.compare(date, this.#yesterday) > 0 ? this.#yesterday : date;
  }

  user(id: number) {
    return byId(this.users, id);
  }

  cycle(id: number) {
    return byId(this.cycles, id);
  }

  facility(id: number) {
    return byId(this.facilities, id);
  }
}

/** A row by its id, which is its place. */
export function byId<RowType>({ rows }: { rows: RowType[] }, id: number): RowType {
  const row = rows[id - 1];
  if (row === undefined) throw new Error(`The sample has no row ${id}`);
  return row;
}
