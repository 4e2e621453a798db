import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Facility } from '../../domain/facilities/facility.entity.ts';
import type { Context } from '../context.ts';
import { BeamlineObject } from './beamline.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => BeamlineObject)
export class BeamlinesResolver {
  @Allow('viewer')
  @Query(() => [BeamlineObject], {
    description:
      'The tree of departments, sectors, beamlines and instruments, each followed by what is below it.',
  })
  async facilities(@Ctx() context: Context): Promise<BeamlineObject[]> {
    const em = context.em();
    const rows = await em.execute(
      `with recursive tree as (
         select id, array[acronym] as path from facility where parent_id is null
         union all
         select below.id, tree.path || below.acronym from facility below join tree on below.parent_id = tree.id
       ) select facility.* from facility join tree using (id) order by tree.path`,
    );
    return rows.map((row) => new BeamlineObject(em.map(Facility, row)));
  }

  @FieldResolver(() => BeamlineObject, {
    nullable: true,
    description: 'What it is part of; null at the top.',
  })
  async parent(
    @Ctx() { loaders }: Context,
    @Root() { record }: BeamlineObject,
  ): Promise<BeamlineObject | null> {
    const parent = record.parent && (await loaders.record(Facility).load(record.parent.id));
    return parent && new BeamlineObject(parent);
  }
}
