import type { MikroORM } from '@mikro-orm/postgresql';
import type { Track } from '../../../server/domain/reviews/track.entity.ts';
import type { Stage } from '../../../server/domain/reviews/stage.entity.ts';
import { aFacility, aReviewType, aStage, aTechnique, aTrack } from '../support/world.ts';

type Row<Entity> = Partial<Record<keyof Entity, unknown>>;

type StageRow = Omit<Row<Stage>, 'track' | 'position'>;

/** The track of domain §5.2's worked cases, and two facilities with a technique each. */
export async function twoStages(
  orm: MikroORM,
  {
    track: trackRow = {},
    technical: technicalRow = {},
    scientific: scientificRow = {},
  }: { track?: Row<Track>; technical?: StageRow; scientific?: StageRow } = {},
) {
  const track = await aTrack(orm, { acronym: 'GA', ...trackRow });
  const technicalType = await aReviewType(orm, {
    code: 'technical',
    kind: 'TECHNICAL',
    role: 'reviewer:{}',
    perFacility: true,
  });
  const scientificType = await aReviewType(orm, { code: 'scientific', role: 'reviewer' });
  const technical = await aStage(orm, {
    track,
    position: 1,
    reviewType: technicalType,
    passScore: 3,
    ...technicalRow,
  });
  const scientific = await aStage(orm, {
    track,
    position: 2,
    reviewType: scientificType,
    minReviews: 2,
    passScore: 4,
    ...scientificRow,
  });
  const facilityA = await aFacility(orm, 'AA');
  const facilityB = await aFacility(orm, 'BB');
  const techniques = [await aTechnique(orm, facilityA), await aTechnique(orm, facilityB)];
  return { track, technical, scientific, facilityA, facilityB, techniques };
}
