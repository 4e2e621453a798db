import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import { User } from '../../domain/people/user.entity.ts';
import { Project } from '../../domain/projects/project.entity.ts';
import { BeamSession } from '../../domain/projects/session.entity.ts';
import { atOrBelow } from '../beamlines/at-or-below.ts';
import { BeamlineObject } from '../beamlines/beamline.type.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, isId, ofRecord, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { namedLike } from '../people/named-like.ts';
import { PersonObject } from '../people/person.type.ts';
import { ProjectObject } from '../projects/project.type.ts';
import { related, relatedOrNull } from '../related.ts';
import { SessionConnection, SessionObject, SessionsArgs } from './session.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => SessionObject)
export class SessionsResolver {
  @Allow('viewer')
  @Query(() => SessionConnection, { description: 'Uses of beamlines, the ones that start last first.' })
  sessions(@Ctx() context: Context, @Args() args: SessionsArgs): Promise<Connection<SessionObject>> {
    const { search, state, facility } = args;
    return pageOf(
      context,
      {
        entity: BeamSession,
        table: 'beam_session',
        conditions: [
          given(state, 'item.state = ?'),
          ofRecord(facility, 'facility', `item.facility_id in (${atOrBelow})`),
          containing(search, searched),
        ],
        order: [{ column: 'start_at', type: 'timestamptz', of: ({ startAt }) => startAt }, byId],
        direction: 'desc',
      },
      args,
      (session) => new SessionObject(session),
    );
  }

  @Allow('viewer')
  @Query(() => SessionObject, { nullable: true, description: 'One session; null when there is none.' })
  async session(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
  ): Promise<SessionObject | null> {
    const record = isId(id) ? await loaders.record(BeamSession).load(id) : null;
    return record && new SessionObject(record);
  }

  @FieldResolver(() => ProjectObject, { description: 'The project that uses it.' })
  project(@Ctx() context: Context, @Root() { record }: SessionObject): Promise<ProjectObject> {
    return related(context, Project, record.project, ProjectObject);
  }

  @FieldResolver(() => BeamlineObject, { description: 'The beamline.' })
  facility(@Ctx() context: Context, @Root() { record }: SessionObject): Promise<BeamlineObject> {
    return related(context, Facility, record.facility, BeamlineObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who hands the beamline over; null when nobody is named.',
  })
  staff(@Ctx() context: Context, @Root() { record }: SessionObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.staff, PersonObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who answers for it on the side of the project; null when nobody is named.',
  })
  spokesperson(@Ctx() context: Context, @Root() { record }: SessionObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.spokesperson, PersonObject);
  }
}

const searched = `
  item.project_id in (select id from project where lower(code) like lower(?) or lower(title) like lower(?))
  or item.facility_id in (select id from facility where lower(acronym) like lower(?))
  or item.staff_id in (${namedLike}) or item.spokesperson_id in (${namedLike})`;
