import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { readFleet } from '../../engine/fleet.ts';
import type { Context } from '../context.ts';
import { RunType } from '../runs/run.type.ts';
import { NodeType } from './node.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => NodeType)
export class NodesResolver {
  @Allow('viewer')
  @Query(() => [NodeType], {
    description: 'The processes that run the facility, in the order of their start; silent ones for a day.',
  })
  async nodes(@Ctx() context: Context): Promise<NodeType[]> {
    const fleet = await readFleet(context.em());
    return fleet.map(({ node, silent }) => new NodeType(node, silent));
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it has stopped saying that it lives; its runs are then lost and made up for elsewhere.',
  })
  silent(@Root() { silent }: NodeType): boolean {
    return silent;
  }

  @FieldResolver(() => [RunType], { description: 'What it is executing now.' })
  async runs(@Ctx() { loaders }: Context, @Root() { id }: NodeType): Promise<RunType[]> {
    return (await loaders.runsOfNode.load(id)).map((record) => new RunType(record));
  }
}
