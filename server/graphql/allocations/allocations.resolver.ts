import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import { AllocationRequest } from '../../domain/projects/allocation-request.entity.ts';
import { Allocation } from '../../domain/projects/allocation.entity.ts';
import { Project } from '../../domain/projects/project.entity.ts';
import { atOrBelow } from '../beamlines/at-or-below.ts';
import { BeamlineObject } from '../beamlines/beamline.type.ts';
import type { Context } from '../context.ts';
import { CycleObject } from '../cycles/cycle.type.ts';
import { byId, given, ofRecord, pageOf, type Condition } from '../list.ts';
import type { Connection } from '../paging.ts';
import { ProjectObject } from '../projects/project.type.ts';
import { related } from '../related.ts';
import {
  AllocationConnection,
  AllocationObject,
  AllocationRequestConnection,
  AllocationRequestObject,
  AllocationRequestsArgs,
  AllocationsArgs,
} from './allocation.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => AllocationObject)
export class AllocationsResolver {
  @Allow('viewer')
  @Query(() => AllocationConnection, { description: 'Granted shifts, newest first.' })
  allocations(@Ctx() context: Context, @Args() args: AllocationsArgs): Promise<Connection<AllocationObject>> {
    const table = { entity: Allocation, table: 'allocation', conditions: conditionsOf(args) };
    return pageOf(
      context,
      { ...table, order: [byId], direction: 'desc' },
      args,
      (allocation) => new AllocationObject(allocation),
    );
  }

  @FieldResolver(() => ProjectObject, { description: 'The project it is for.' })
  project(@Ctx() context: Context, @Root() { record }: AllocationObject): Promise<ProjectObject> {
    return related(context, Project, record.project, ProjectObject);
  }

  @FieldResolver(() => BeamlineObject, { description: 'The beamline.' })
  facility(@Ctx() context: Context, @Root() { record }: AllocationObject): Promise<BeamlineObject> {
    return related(context, Facility, record.facility, BeamlineObject);
  }

  @FieldResolver(() => CycleObject, { description: 'The cycle.' })
  cycle(@Ctx() context: Context, @Root() { record }: AllocationObject): Promise<CycleObject> {
    return related(context, Cycle, record.cycle, CycleObject);
  }
}

@Resolver(() => AllocationRequestObject)
export class AllocationRequestsResolver {
  @Allow('viewer')
  @Query(() => AllocationRequestConnection, {
    description: 'Requests of running projects for shifts in coming cycles, newest first.',
  })
  allocationRequests(
    @Ctx() context: Context,
    @Args() args: AllocationRequestsArgs,
  ): Promise<Connection<AllocationRequestObject>> {
    const conditions = [...conditionsOf(args), given(args.state, 'item.state = ?')];
    return pageOf(
      context,
      {
        entity: AllocationRequest,
        table: 'allocation_request',
        conditions,
        order: [byId],
        direction: 'desc',
      },
      args,
      (request) => new AllocationRequestObject(request),
    );
  }

  @FieldResolver(() => ProjectObject, { description: 'The project that asks.' })
  project(@Ctx() context: Context, @Root() { record }: AllocationRequestObject): Promise<ProjectObject> {
    return related(context, Project, record.project, ProjectObject);
  }

  @FieldResolver(() => BeamlineObject, { description: 'The beamline.' })
  facility(@Ctx() context: Context, @Root() { record }: AllocationRequestObject): Promise<BeamlineObject> {
    return related(context, Facility, record.facility, BeamlineObject);
  }

  @FieldResolver(() => CycleObject, { description: 'The cycle.' })
  cycle(@Ctx() context: Context, @Root() { record }: AllocationRequestObject): Promise<CycleObject> {
    return related(context, Cycle, record.cycle, CycleObject);
  }
}

const conditionsOf = ({ cycle, facility, project }: AllocationsArgs): (Condition | null)[] => [
  ofRecord(cycle, 'cycle', 'item.cycle_id = ?'),
  ofRecord(facility, 'facility', `item.facility_id in (${atOrBelow})`),
  ofRecord(project, 'project', 'item.project_id = ?'),
];
