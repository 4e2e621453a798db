import type { ReviewKind } from '../reviews/review-type.entity.ts';

/** What is reviewed at the sample facility. Safety approval comes first: project materials get the first approval. */
export const reviewTypes: {
  code: string;
  kind: ReviewKind;
  role: string;
  scoreFields: Record<string, number>;
  perFacility?: boolean;
}[] = [
  { code: 'safety-approval', kind: 'APPROVAL', role: 'staff:safety', scoreFields: {} },
  {
    code: 'technical',
    kind: 'TECHNICAL',
    role: 'reviewer:{}',
    scoreFields: { feasibility: 0.5, beamTime: 0.5 },
    perFacility: true,
  },
  {
    code: 'scientific',
    kind: 'SCIENTIFIC',
    role: 'reviewer',
    scoreFields: { merit: 0.5, capability: 0.25, impact: 0.25 },
  },
  { code: 'safety', kind: 'SAFETY', role: 'staff:safety', scoreFields: {} },
  { code: 'rapid', kind: 'SCIENTIFIC', role: 'reviewer:rapid', scoreFields: { urgency: 0.5, merit: 0.5 } },
  { code: 'management', kind: 'APPROVAL', role: 'management', scoreFields: { decision: 1 } },
];

export interface SampleStage {
  type: string;
  minReviews: number;
  maxWorkload?: number;
  /** Null for a stage that blocks nobody. */
  passScore: number | null;
  weight: number;
  autoStart?: boolean;
}

/** The sample's tracks; stages in order. */
export const tracks: {
  acronym: TrackName;
  name: string;
  requireCall: boolean;
  durationCycles: number;
  stages: SampleStage[];
}[] = [
  {
    acronym: 'GA',
    name: 'General Access',
    requireCall: true,
    durationCycles: 4,
    stages: [
      { type: 'technical', minReviews: 1, passScore: 3, weight: 1 },
      { type: 'scientific', minReviews: 2, maxWorkload: 12, passScore: 4, weight: 3 },
    ],
  },
  {
    acronym: 'RA',
    name: 'Rapid Access',
    requireCall: false,
    durationCycles: 2,
    stages: [
      { type: 'technical', minReviews: 1, passScore: 3, weight: 1 },
      { type: 'rapid', minReviews: 1, passScore: 3.5, weight: 1 },
    ],
  },
  {
    acronym: 'PA',
    name: 'Partner Access',
    requireCall: true,
    durationCycles: 4,
    stages: [
      { type: 'technical', minReviews: 1, passScore: 3.5, weight: 1 },
      { type: 'scientific', minReviews: 3, maxWorkload: 12, passScore: 3.5, weight: 3 },
      { type: 'management', minReviews: 1, passScore: 2, weight: 0, autoStart: false },
    ],
  },
  {
    acronym: 'IN',
    name: 'Industrial Access',
    requireCall: true,
    durationCycles: 3,
    stages: [
      { type: 'technical', minReviews: 1, passScore: 3, weight: 1 },
      { type: 'safety', minReviews: 1, passScore: null, weight: 0 },
    ],
  },
];

export type TrackName = 'GA' | 'RA' | 'PA' | 'IN';

/** Shares of beam time; the first is the default. */
export const pools: { name: string; code: string; role: string | null; tracks: TrackName[] }[] = [
  { name: 'General Users', code: 'GU', role: null, tracks: ['GA', 'RA'] },
  { name: 'Staff', code: 'ST', role: 'staff', tracks: ['GA', 'RA', 'PA'] },
  { name: 'Partners', code: 'PT', role: 'partner', tracks: ['PA', 'RA'] },
  { name: 'Industry', code: 'IN', role: 'industry', tracks: ['IN', 'RA'] },
];
