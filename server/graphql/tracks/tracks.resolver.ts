import { Ctx, Query, Resolver } from 'type-graphql';
import { Track } from '../../domain/reviews/track.entity.ts';
import type { Context } from '../context.ts';
import { TrackObject } from './track.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => TrackObject)
export class TracksResolver {
  @Allow('viewer')
  @Query(() => [TrackObject], { description: 'The review tracks, by name.' })
  async tracks(@Ctx() context: Context): Promise<TrackObject[]> {
    const tracks = await context.em().find(Track, {}, { orderBy: { name: 'asc', id: 'asc' } });
    return tracks.map((track) => new TrackObject(track));
  }
}
