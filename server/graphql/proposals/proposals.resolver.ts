import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import { User } from '../../domain/people/user.entity.ts';
import { BeamlineObject } from '../beamlines/beamline.type.ts';
import type { Context } from '../context.ts';
import { PersonObject } from '../people/person.type.ts';
import { related, relatedOrNull } from '../related.ts';
import { FacilityRequestObject, ProposalObject } from './proposal.type.ts';

@Resolver(() => ProposalObject)
export class ProposalsResolver {
  @FieldResolver(() => PersonObject, { description: 'Who answers for it.' })
  spokesperson(@Ctx() context: Context, @Root() { record }: ProposalObject): Promise<PersonObject> {
    return related(context, User, record.spokesperson, PersonObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who leads the team; null when not named.',
  })
  leader(@Ctx() context: Context, @Root() { record }: ProposalObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.leader, PersonObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who acts for the spokesperson; null when nobody does.',
  })
  delegate(@Ctx() context: Context, @Root() { record }: ProposalObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.delegate, PersonObject);
  }

  @FieldResolver(() => [String], { description: 'Its fields of research, by name.' })
  areas(@Ctx() { loaders }: Context, @Root() { id }: ProposalObject): Promise<string[]> {
    return loaders.areasOfProposal.load(id);
  }

  @FieldResolver(() => [FacilityRequestObject], { description: 'What it asks of beamlines.' })
  async requests(
    @Ctx() { loaders }: Context,
    @Root() { id }: ProposalObject,
  ): Promise<FacilityRequestObject[]> {
    const requests = await loaders.requestsOfProposal.load(id);
    return requests.map((request) => new FacilityRequestObject(request));
  }
}

@Resolver(() => FacilityRequestObject)
export class FacilityRequestsResolver {
  @FieldResolver(() => BeamlineObject, { description: 'The beamline.' })
  facility(@Ctx() context: Context, @Root() { record }: FacilityRequestObject): Promise<BeamlineObject> {
    return related(context, Facility, record.facility, BeamlineObject);
  }
}
