import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { type CycleState, nextCycleChange } from '../../domain/cycles/cycle-state.ts';
import { CycleType } from '../../domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../domain/cycles/cycle.entity.ts';
import type { Context } from '../context.ts';
import { checkCursor, checkFirst, toConnection, type Connection } from '../paging.ts';
import {
  CycleChange,
  CycleConnection,
  CycleObject,
  CycleStateEnum,
  CycleTransitionType,
  CycleTypeType,
} from './cycle.type.ts';

@Resolver(() => CycleObject)
export class CyclesResolver {
  @Query(() => [CycleTypeType], { description: 'The templates from which cycles are created, by name.' })
  async cycleTypes(@Ctx() context: Context): Promise<CycleTypeType[]> {
    const types = await context.em().find(CycleType, {}, { orderBy: { name: 'asc' } });
    return types.map((type) => new CycleTypeType(type));
  }

  @Query(() => CycleConnection, { description: 'Cycles, the ones that start last first.' })
  cycles(
    @Ctx() context: Context,
    @Arg('state', () => CycleStateEnum, { nullable: true, description: 'Only cycles in this state.' })
    state?: CycleState,
    @Arg('first', () => Int, { defaultValue: 50, description: 'Cycles on this page, 1 to 200.' }) first = 50,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to read on behind.' }) after?: string,
  ): Promise<Connection<CycleObject>> {
    checkFirst(first, 200);
    checkCursor(after, [/^\d{4}-\d\d-\d\d$/, /^\d{1,18}$/], (date) => Temporal.PlainDate.from(date));
    return toConnection(
      () =>
        context.em().findByCursor(Cycle, {
          where: state ? { state } : {},
          populate: ['type'],
          first,
          ...(after && { after }),
          orderBy: { startDate: 'desc', id: 'desc' },
        }) as never,
      (cycle: Cycle) => new CycleObject(cycle),
    );
  }

  @FieldResolver(() => CycleChange, {
    nullable: true,
    description:
      'The next date on which the calendar changes the state, and to what; null for an archived cycle.',
  })
  async nextChange(@Ctx() context: Context, @Root() { record }: CycleObject): Promise<CycleChange | null> {
    const today = context.now().toZonedDateTimeISO(context.services.facility.timeZone).toPlainDate();
    return nextCycleChange(record, await context.loaders.cycleReviewStarted.load(record.id), today);
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
