import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import { User } from '../../domain/people/user.entity.ts';
import { Project } from '../../domain/projects/project.entity.ts';
import { AccessPool } from '../../domain/proposals/access-pool.entity.ts';
import { Proposal } from '../../domain/proposals/proposal.entity.ts';
import { AllocationObject, AllocationRequestObject } from '../allocations/allocation.type.ts';
import type { Context } from '../context.ts';
import { CycleObject } from '../cycles/cycle.type.ts';
import { isId } from '../list.ts';
import type { Connection } from '../paging.ts';
import { PersonObject } from '../people/person.type.ts';
import { ProposalObject } from '../proposals/proposal.type.ts';
import { related, relatedOrNull } from '../related.ts';
import { ReviewObject } from '../reviews/review.type.ts';
import { SessionObject } from '../sessions/session.type.ts';
import { SubmissionObject } from '../submissions/submission.type.ts';
import { today } from '../today.ts';
import { AccessPoolObject } from '../tracks/track.type.ts';
import { MaterialObject } from './material.type.ts';
import { pageOfProjects, projectState } from './page-of-projects.ts';
import {
  ProjectConnection,
  ProjectObject,
  ProjectsArgs,
  ProjectStateEnum,
  type ProjectState,
} from './project.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => ProjectObject)
export class ProjectsResolver {
  @Allow('viewer')
  @Query(() => ProjectConnection, { description: 'Projects, newest first.' })
  projects(@Ctx() context: Context, @Args() args: ProjectsArgs): Promise<Connection<ProjectObject>> {
    return pageOfProjects(context, args);
  }

  @Allow('viewer')
  @Query(() => ProjectObject, { nullable: true, description: 'One project; null when there is none.' })
  async project(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The project.' }) id: string,
  ): Promise<ProjectObject | null> {
    const record = isId(id) ? await loaders.record(Project).load(id) : null;
    return record && new ProjectObject(record);
  }

  @FieldResolver(() => ProjectStateEnum, { description: 'Where it is in its life today.' })
  state(@Ctx() context: Context, @Root() { record }: ProjectObject): ProjectState {
    return projectState(record, today(context));
  }

  @FieldResolver(() => CycleObject, { description: 'The first cycle it may use beam time in.' })
  cycle(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<CycleObject> {
    return related(context, Cycle, record.cycle, CycleObject);
  }

  @FieldResolver(() => AccessPoolObject, { description: 'The share of beam time it uses.' })
  pool(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<AccessPoolObject> {
    return related(context, AccessPool, record.pool, AccessPoolObject);
  }

  @FieldResolver(() => ProposalObject, { description: 'The proposal it came from.' })
  proposal(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<ProposalObject> {
    return related(context, Proposal, record.proposal, ProposalObject);
  }

  @FieldResolver(() => PersonObject, { description: 'Who answers for it.' })
  spokesperson(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<PersonObject> {
    return related(context, User, record.spokesperson, PersonObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who leads the team; null when not named.',
  })
  leader(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.leader, PersonObject);
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who acts for the spokesperson; null when nobody does.',
  })
  delegate(@Ctx() context: Context, @Root() { record }: ProjectObject): Promise<PersonObject | null> {
    return relatedOrNull(context, User, record.delegate, PersonObject);
  }

  @FieldResolver(() => [PersonObject], { description: 'Members of its team who are known, by name.' })
  async team(@Ctx() { loaders }: Context, @Root() { id }: ProjectObject): Promise<PersonObject[]> {
    return (await loaders.teamOfProject.load(id)).map((user) => new PersonObject(user));
  }

  @FieldResolver(() => [SubmissionObject], { description: 'The submissions that led to it, oldest first.' })
  async submissions(@Ctx() { loaders }: Context, @Root() { id }: ProjectObject): Promise<SubmissionObject[]> {
    const submissions = await loaders.submissionsOfProject.load(id);
    return submissions.map((submission) => new SubmissionObject(submission));
  }

  @FieldResolver(() => [AllocationObject], { description: 'The shifts granted to it, oldest first.' })
  async allocations(@Ctx() { loaders }: Context, @Root() { id }: ProjectObject): Promise<AllocationObject[]> {
    const allocations = await loaders.allocationsOfProject.load(id);
    return allocations.map((allocation) => new AllocationObject(allocation));
  }

  @FieldResolver(() => [AllocationRequestObject], {
    description: 'Its requests for shifts in further cycles, oldest first.',
  })
  async requests(
    @Ctx() { loaders }: Context,
    @Root() { id }: ProjectObject,
  ): Promise<AllocationRequestObject[]> {
    const requests = await loaders.requestsOfProject.load(id);
    return requests.map((request) => new AllocationRequestObject(request));
  }

  @FieldResolver(() => [MaterialObject], { description: 'What it brings into the beam, oldest first.' })
  async materials(@Ctx() { loaders }: Context, @Root() { id }: ProjectObject): Promise<MaterialObject[]> {
    const materials = await loaders.materialsOfProject.load(id);
    return materials.map((material) => new MaterialObject(material));
  }

  @FieldResolver(() => [SessionObject], { description: 'Its uses of beamlines, by their start.' })
  async sessions(@Ctx() { loaders }: Context, @Root() { id }: ProjectObject): Promise<SessionObject[]> {
    const sessions = await loaders.sessionsOfProject.load(id);
    return sessions.map((session) => new SessionObject(session));
  }
}

@Resolver(() => MaterialObject)
export class MaterialsResolver {
  @FieldResolver(() => ProjectObject, { description: 'The project that brings them.' })
  project(@Ctx() context: Context, @Root() { record }: MaterialObject): Promise<ProjectObject> {
    return related(context, Project, record.project, ProjectObject);
  }

  @FieldResolver(() => [ReviewObject], { description: 'Their safety reviews, oldest first.' })
  async reviews(@Ctx() { loaders }: Context, @Root() { id }: MaterialObject): Promise<ReviewObject[]> {
    return (await loaders.reviewsOfMaterial.load(id)).map((review) => new ReviewObject(review));
  }
}
