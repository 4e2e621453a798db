import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

@Allow('viewer')
@ObjectType({ description: 'The research facility whose tasks these are.' })
export class Facility {
  @Field({ description: 'Its name.' })
  name!: string;

  @Field({ description: 'IANA zone in which its dates begin and its schedules run.' })
  timeZone!: string;

  @Field(() => DateTime, { description: "The server's clock." })
  now!: Temporal.Instant;
}

@Resolver()
export class FacilityResolver {
  @Allow('viewer')
  @Query(() => Facility, { description: 'The facility.' })
  facility(@Ctx() context: Context): Facility {
    return {
      ...context.services.facility,
      now: context.now().round({ smallestUnit: 'millisecond', roundingMode: 'floor' }),
    };
  }
}
