import type { GraphQLSchema } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { AccountsResolver } from './access/accounts.resolver.ts';
import { TokensResolver } from './access/tokens.resolver.ts';
import { ViewerResolver } from './access/viewer.resolver.ts';
import { AllocationRequestsResolver, AllocationsResolver } from './allocations/allocations.resolver.ts';
import { AuditResolver } from './audit/audit.resolver.ts';
import { BeamlinesResolver } from './beamlines/beamlines.resolver.ts';
import { CyclesResolver } from './cycles/cycles.resolver.ts';
import { FacilityResolver } from './facility/facility.resolver.ts';
import { NodesResolver } from './nodes/nodes.resolver.ts';
import { NotificationsResolver } from './notifications/notifications.resolver.ts';
import { PeopleResolver } from './people/people.resolver.ts';
import { MaterialsResolver, ProjectsResolver } from './projects/projects.resolver.ts';
import { FacilityRequestsResolver, ProposalsResolver } from './proposals/proposals.resolver.ts';
import { ReviewsResolver } from './reviews/reviews.resolver.ts';
import { RunsResolver } from './runs/runs.resolver.ts';
import { enforceRules } from './rules.ts';
import { DateTime } from './scalars.ts';
import { ScheduleResolver } from './schedule/schedule.resolver.ts';
import { SessionsResolver } from './sessions/sessions.resolver.ts';
import {
  BeamlineOutcomesResolver,
  StagesResolver,
  SubmissionsResolver,
  SubmissionStagesResolver,
} from './submissions/submissions.resolver.ts';
import { TaskEditsResolver } from './tasks/task-edits.resolver.ts';
import { TasksResolver } from './tasks/tasks.resolver.ts';
import { TracksResolver } from './tracks/tracks.resolver.ts';

/** Subscriptions bring their own source; type-graphql asks for a publisher all the same. */
const noPubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions here follow the database, not a publisher.');
  },
};

/** The schema, from the resolver classes spelled out here. `schema.graphql` is its printed form. */
export async function createSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      TasksResolver,
      TaskEditsResolver,
      RunsResolver,
      ScheduleResolver,
      NodesResolver,
      CyclesResolver,
      SubmissionsResolver,
      SubmissionStagesResolver,
      BeamlineOutcomesResolver,
      StagesResolver,
      ProposalsResolver,
      FacilityRequestsResolver,
      ReviewsResolver,
      ProjectsResolver,
      MaterialsResolver,
      AllocationsResolver,
      AllocationRequestsResolver,
      SessionsResolver,
      NotificationsResolver,
      PeopleResolver,
      TracksResolver,
      BeamlinesResolver,
      FacilityResolver,
      ViewerResolver,
      AccountsResolver,
      TokensResolver,
      AuditResolver,
    ],
    scalarsMap: [{ type: Temporal.Instant, scalar: DateTime }],
    // Types alone are checked by GraphQL; what they cannot say is checked in the resolvers.
    validate: false,
    pubSub: noPubSub,
  });
  return enforceRules(schema);
}
