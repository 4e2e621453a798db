import { CycleSchedule } from './cycles/cycle-schedule.entity.ts';
import { CycleTransition } from './cycles/cycle-transition.entity.ts';
import { CycleType } from './cycles/cycle-type.entity.ts';
import { Cycle } from './cycles/cycle.entity.ts';
import { ShiftConfig } from './cycles/shift-config.entity.ts';
import { Submission } from './reviews/submission.entity.ts';

/** Every entity of the domain, spelled out. */
export const domainEntities = [ShiftConfig, CycleType, Cycle, CycleSchedule, CycleTransition, Submission];
