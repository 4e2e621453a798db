import { Ctx, Field, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import type { Context } from '../context.ts';
import { DateTime } from '../scalars.ts';

const ConsoleRole = { admin: 'admin', operator: 'operator', viewer: 'viewer' };
registerEnumType(ConsoleRole, {
  name: 'ConsoleRole',
  description: 'What a person or token may do in the console: everything, run tasks, or read.',
});

@ObjectType({ description: 'The person or token that is asking.' })
export class Viewer {
  @Field({ description: 'Their name, as it stands on runs they ask for.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Their e-mail address; null for tokens.' })
  email!: string | null;

  @Field(() => ConsoleRole, { description: 'What they may do here.' })
  role!: string;
}

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
  @Query(() => Facility, { description: 'The facility.' })
  facility(@Ctx() context: Context): Facility {
    return {
      ...context.services.facility,
      now: context.now().round({ smallestUnit: 'millisecond', roundingMode: 'floor' }),
    };
  }

  @Query(() => Viewer, { nullable: true, description: 'Who is asking; null when nobody is signed in.' })
  viewer(@Ctx() context: Context): Viewer {
    return context.viewer;
  }
}
