import type { MikroORM } from '@mikro-orm/postgresql';
import * as fc from 'fast-check';
import {
  aFacility,
  aProposal,
  aReviewer,
  aReviewType,
  aStage,
  aSubmission,
  aTechnique,
  aTrack,
  aUser,
  examples,
} from './world.ts';
import { addCycle, addCycleType } from './domain-database.ts';

interface ModelStage {
  perFacility: boolean;
  lowBetter: boolean;
  scored: boolean;
  role: string;
  minReviews: number;
  blocks: boolean;
  passScore: number | null;
  autoCreate: boolean;
  autoStart: boolean;
}

/** Tracks with their stages, facilities, and which submissions each proposal makes to which of them. */
export interface ModelFacility {
  tracks: { requireCall: boolean; durationCycles: number; notifyOffsetDays: number; stages: ModelStage[] }[];
  facilities: { flexSchedule: boolean }[];
  /** `facilities` by their index. */
  proposals: { toAll: boolean; track: number; facilities: number[] }[];
}

const anyStage: fc.Arbitrary<ModelStage> = fc.record({
  perFacility: fc.boolean(),
  lowBetter: fc.boolean(),
  scored: fc.constantFrom(true, true, true, false),
  /** Some stages ask a role that nobody holds. */
  role: fc.constantFrom('reviewer', 'reviewer:{}', 'nobody'),
  minReviews: fc.constantFrom(1, 1, 2),
  blocks: fc.constantFrom(true, true, false),
  passScore: fc.constantFrom(2, 3, 4, null),
  autoCreate: fc.constantFrom(true, true, true, false),
  autoStart: fc.constantFrom(true, true, false),
});

export const anyFacility: fc.Arbitrary<ModelFacility> = fc.record({
  tracks: fc.array(
    fc.record({
      requireCall: fc.boolean(),
      durationCycles: fc.integer({ min: 1, max: 3 }),
      notifyOffsetDays: fc.integer({ min: 0, max: 3 }),
      stages: fc.array(anyStage, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  facilities: fc.array(fc.record({ flexSchedule: fc.boolean() }), { minLength: 1, maxLength: 2 }),
  proposals: fc.array(
    fc.record({ toAll: fc.boolean(), track: fc.nat(1), facilities: fc.constantFrom([0], [1], [0, 1], []) }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Scores are 1 to 5, so everybody passes. */
const easy: ModelStage = {
  perFacility: false,
  lowBetter: true,
  scored: true,
  role: 'reviewer',
  minReviews: 1,
  blocks: true,
  passScore: 5,
  autoCreate: true,
  autoStart: true,
};

/** A facility at which, given time, each outcome there is comes about. */
export const everyOutcome: ModelFacility = {
  tracks: [
    { requireCall: true, durationCycles: 3, notifyOffsetDays: 1, stages: [easy] },
    {
      requireCall: false,
      durationCycles: 1,
      notifyOffsetDays: 1,
      stages: [{ ...easy, perFacility: true, role: 'reviewer:{}' }, easy],
    },
    { requireCall: false, durationCycles: 1, notifyOffsetDays: 0, stages: [{ ...easy, passScore: 0 }] },
  ],
  facilities: [{ flexSchedule: false }, { flexSchedule: true }],
  proposals: [
    { toAll: false, track: 0, facilities: [0] },
    { toAll: false, track: 1, facilities: [0, 1] },
    { toAll: true, track: 0, facilities: [0, 1] },
    // Approved, but with no facility to go to.
    { toAll: false, track: 0, facilities: [] },
  ],
};

/** Puts such a facility into an empty database: two years of cycles, people who review, submissions of the first. */
export async function buildFacility(
  orm: MikroORM,
  { tracks, facilities, proposals }: ModelFacility,
): Promise<void> {
  const type = await addCycleType(orm, 'July-December', examples.rule);
  const cycle = await addCycle(orm, type, examples.dates(2025));
  await addCycle(orm, type, examples.dates(2026));

  const acronyms = ['AA', 'BB'].slice(0, facilities.length);
  const techniques: string[] = [];
  for (const [index, acronym] of acronyms.entries()) {
    techniques.push(await aTechnique(orm, await aFacility(orm, acronym, facilities[index])));
  }
  await aUser(orm, { roles: ['admin:uso', 'reviewer'] });
  await aUser(orm, { roles: ['reviewer', 'reviewer:aa', 'admin:aa'] });
  await aReviewer(orm, { user: await aUser(orm, { roles: ['reviewer:bb'] }) });
  await aReviewType(orm, { kind: 'APPROVAL', role: 'reviewer' });

  const trackIds: string[] = [];
  for (const { stages, ...row } of tracks) {
    const track = await aTrack(orm, row);
    trackIds.push(track);
    for (const [index, { perFacility, lowBetter, scored, role, ...stage }] of stages.entries()) {
      const reviewType = await aReviewType(orm, {
        perFacility,
        lowBetter,
        role: perFacility ? role : role.replace(':{}', ''),
        scoreFields: scored ? { merit: 1 } : {},
      });
      await aStage(orm, { track, position: index + 1, reviewType, ...stage });
    }
  }
  for (const { toAll, track, facilities: wanted } of proposals) {
    const proposal = await aProposal(orm);
    const asked = wanted.flatMap((index) => techniques[index] ?? []);
    const chosen = toAll ? trackIds : [trackIds[track % trackIds.length] ?? ''];
    for (const id of chosen) await aSubmission(orm, { cycle, track: id, proposal }, asked);
  }
}
