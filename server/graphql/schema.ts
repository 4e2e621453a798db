import type { GraphQLSchema } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { CyclesResolver } from './cycles/cycles.resolver.ts';
import { FacilityResolver } from './facility/facility.resolver.ts';
import { NodesResolver } from './nodes/nodes.resolver.ts';
import { RunsResolver } from './runs/runs.resolver.ts';
import { DateTime } from './scalars.ts';
import { ScheduleResolver } from './schedule/schedule.resolver.ts';
import { TaskEditsResolver } from './tasks/task-edits.resolver.ts';
import { TasksResolver } from './tasks/tasks.resolver.ts';

/** Subscriptions bring their own source; type-graphql asks for a publisher all the same. */
const noPubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions here follow the database, not a publisher.');
  },
};

/** The schema, from the resolver classes spelled out here. `schema.graphql` is its printed form. */
export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      TasksResolver,
      TaskEditsResolver,
      RunsResolver,
      ScheduleResolver,
      NodesResolver,
      CyclesResolver,
      FacilityResolver,
    ],
    scalarsMap: [{ type: Temporal.Instant, scalar: DateTime }],
    // Types alone are checked by GraphQL; what they cannot say is checked in the resolvers.
    validate: false,
    pubSub: noPubSub,
  });
}
