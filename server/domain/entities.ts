import { CycleSchedule } from './cycles/cycle-schedule.entity.ts';
import { CycleTransition } from './cycles/cycle-transition.entity.ts';
import { CycleType } from './cycles/cycle-type.entity.ts';
import { Cycle } from './cycles/cycle.entity.ts';
import { ShiftConfig } from './cycles/shift-config.entity.ts';
import { Facility } from './facilities/facility.entity.ts';
import { FacilityTechnique, Technique } from './facilities/technique.entity.ts';
import { Announcement } from './notifications/announcement.entity.ts';
import { Notification } from './notifications/notification.entity.ts';
import { Reviewer } from './people/reviewer.entity.ts';
import { User } from './people/user.entity.ts';
import { AllocationRequest } from './projects/allocation-request.entity.ts';
import { Allocation } from './projects/allocation.entity.ts';
import { Material } from './projects/material.entity.ts';
import { Project } from './projects/project.entity.ts';
import { BeamSession } from './projects/session.entity.ts';
import { AccessPool } from './proposals/access-pool.entity.ts';
import { FacilityRequest, Proposal } from './proposals/proposal.entity.ts';
import { SubjectArea } from './proposals/subject-area.entity.ts';
import { ReviewType } from './reviews/review-type.entity.ts';
import { Review } from './reviews/review.entity.ts';
import { Stage } from './reviews/stage.entity.ts';
import { Submission } from './reviews/submission.entity.ts';
import { Track } from './reviews/track.entity.ts';

/** Every entity of the domain, spelled out. */
export const domainEntities = [
  ShiftConfig,
  CycleType,
  Cycle,
  CycleSchedule,
  CycleTransition,
  User,
  Facility,
  Technique,
  FacilityTechnique,
  SubjectArea,
  Track,
  AccessPool,
  ReviewType,
  Stage,
  Reviewer,
  Proposal,
  FacilityRequest,
  Submission,
  Project,
  Allocation,
  AllocationRequest,
  Material,
  BeamSession,
  Review,
  Notification,
  Announcement,
];
