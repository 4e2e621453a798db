import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type CycleState, nextCycleChange } from '../../domain/cycles/cycle-state.ts';
import { CycleType } from '../../domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import { reviewStates } from '../../domain/reviews/review.entity.ts';
import { submissionStates } from '../../domain/reviews/submission.entity.ts';
import type { Context } from '../context.ts';
import { byId, given, isId, pageOf } from '../list.ts';
import type { Connection } from '../paging.ts';
import { related } from '../related.ts';
import { today } from '../today.ts';
import {
  CycleChange,
  CycleConnection,
  CycleObject,
  CycleStateEnum,
  CycleTransitionType,
  CycleTypeType,
  ReviewCount,
  SubmissionCount,
} from './cycle.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => CycleObject)
export class CyclesResolver {
  @Allow('viewer')
  @Query(() => [CycleTypeType], { description: 'The templates from which cycles are created, by name.' })
  async cycleTypes(@Ctx() context: Context): Promise<CycleTypeType[]> {
    const types = await context.em().find(CycleType, {}, { orderBy: { name: 'asc' } });
    return types.map((type) => new CycleTypeType(type));
  }

  @Allow('viewer')
  @Query(() => CycleConnection, { description: 'Cycles, the ones that start last first.' })
  cycles(
    @Ctx() context: Context,
    @Arg('state', () => CycleStateEnum, { nullable: true, description: 'Only cycles in this state.' })
    state?: CycleState,
    @Arg('first', () => Int, { defaultValue: 50, description: 'Cycles on this page, 1 to 200.' }) first = 50,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to read on behind.' }) after?: string,
  ): Promise<Connection<CycleObject>> {
    return pageOf(
      context,
      {
        entity: Cycle,
        table: 'cycle',
        conditions: [given(state, 'item.state = ?')],
        order: [{ column: 'start_date', type: 'date', of: ({ startDate }) => startDate }, byId],
        direction: 'desc',
      },
      { first, after },
      (cycle) => new CycleObject(cycle),
    );
  }

  @Allow('viewer')
  @Query(() => CycleObject, { nullable: true, description: 'One cycle; null when there is none.' })
  async cycle(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The cycle.' }) id: string,
  ): Promise<CycleObject | null> {
    const record = isId(id) ? await loaders.record(Cycle).load(id) : null;
    return record && new CycleObject(record);
  }

  @FieldResolver(() => CycleTypeType, { description: 'The template it was created from.' })
  type(@Ctx() context: Context, @Root() { record }: CycleObject): Promise<CycleTypeType> {
    return related(context, CycleType, record.type, CycleTypeType);
  }

  @FieldResolver(() => [SubmissionCount], {
    description: 'Its submissions in each state, in the order of the states.',
  })
  async submissionCounts(
    @Ctx() { loaders }: Context,
    @Root() { id }: CycleObject,
  ): Promise<SubmissionCount[]> {
    const counts = await loaders.submissionCounts.load(id);
    return submissionStates.map((state) => ({ state, count: counts.get(state) ?? 0 }));
  }

  @FieldResolver(() => [ReviewCount], {
    description: 'Its reviews in each state, in the order of the states.',
  })
  async reviewCounts(@Ctx() { loaders }: Context, @Root() { id }: CycleObject): Promise<ReviewCount[]> {
    const counts = await loaders.reviewCounts.load(id);
    return reviewStates.map((state) => ({ state, count: counts.get(state) ?? 0 }));
  }

  @FieldResolver(() => Int, { description: 'Projects whose first cycle it is.' })
  projectCount(@Ctx() { loaders }: Context, @Root() { id }: CycleObject): Promise<number> {
    return loaders.projectCount.load(id);
  }

  @FieldResolver(() => Int, { description: 'Allocations of beam time in it.' })
  allocationCount(@Ctx() { loaders }: Context, @Root() { id }: CycleObject): Promise<number> {
    return loaders.allocationCount.load(id);
  }

  @FieldResolver(() => CycleChange, {
    nullable: true,
    description:
      'The next date on which the calendar changes the state, and to what; null for an archived cycle.',
  })
  async nextChange(@Ctx() context: Context, @Root() { record }: CycleObject): Promise<CycleChange | null> {
    const reviewStarted = await context.loaders.cycleReviewStarted.load(record.id);
    return nextCycleChange(record, reviewStarted, today(context));
  }

  @FieldResolver(() => [CycleTransitionType], { description: 'Changes of its state, newest first.' })
  async transitions(
    @Ctx() { loaders }: Context,
    @Root() { id }: CycleObject,
  ): Promise<CycleTransitionType[]> {
    const transitions = await loaders.cycleTransitions.load(id);
    return transitions.map((transition) => new CycleTransitionType(transition));
  }
}
