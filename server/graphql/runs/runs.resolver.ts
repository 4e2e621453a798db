import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { cancelRun } from '../../engine/cancel-run.ts';
import { begun, findRun } from '../../engine/find-run.ts';
import { countLog, isSearch, LogSearchTooLong, readLog } from '../../engine/read-log.ts';
import { followRun, type RunLogBatch } from '../../engine/run-log.ts';
import { RunRecord } from '../../engine/run.entity.ts';
import type { RunState, Trigger } from '../../engine/schedule.ts';
import { TaskRecord } from '../../engine/task.entity.ts';
import type { Context } from '../context.ts';
import { badInput, canExist, InputProblem, notFound, unknownRun, unknownTask } from '../errors.ts';
import { searches } from '../limits/limits.ts';
import { byId, given, isId, pageOf } from '../list.ts';
import { checkFirst, type Connection } from '../paging.ts';
import { Duration } from '../scalars.ts';
import { TaskType } from '../tasks/task.type.ts';
import { untilLeft } from '../until-left.ts';
import { LogFilterArgs, LogPageArgs } from './log-args.ts';
import {
  LogLineType,
  LogPage,
  RunConnection,
  RunLogEvent,
  RunStateEnum,
  RunTriggerEnum,
  RunType,
  timeTaken,
} from './run.type.ts';
import { Allow } from '../rules.ts';
import { Audit } from '../audit/audited.ts';
import { runSubject } from '../audit/subjects.ts';

@Resolver(() => RunType)
export class RunsResolver {
  @Allow('viewer')
  @Query(() => RunType, {
    nullable: true,
    description: 'One run; null when it does not exist or was removed by age.',
  })
  async run(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The run.' }) id: string,
  ): Promise<RunType | null> {
    const run = isId(id) ? await findRun(context.em(), id, context.now()) : null;
    return run && new RunType(run);
  }

  @Allow('viewer')
  @Query(() => RunConnection, { description: 'Runs of all tasks or of one, newest first.' })
  async runs(
    @Ctx() context: Context,
    @Arg('task', () => ID, { nullable: true, description: 'Only runs of this task.' }) task?: string,
    @Arg('state', () => RunStateEnum, { nullable: true, description: 'Only runs in this state.' })
    state?: RunState,
    @Arg('trigger', () => RunTriggerEnum, {
      nullable: true,
      description: 'Only runs that came about this way.',
    })
    trigger?: Trigger,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Runs on this page, 1 to 200.' }) first = 20,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to read on behind.' }) after?: string,
  ): Promise<Connection<RunType>> {
    if (task && !(canExist(task) && (await context.em().count(TaskRecord, { name: task }))))
      throw unknownTask(task);
    return pageOfRuns(context, { task, state, trigger, first, after });
  }

  @Allow('operator')
  @Audit(runSubject)
  @Mutation(() => RunType, {
    description:
      'Ends a run on whatever node it is. One that waits is CANCELLED at once; one that executes is told to stop and is CANCELLED when it has, or when its grace period is over. It is not tried again.',
  })
  async cancelRun(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The run.' }) id: string,
  ): Promise<RunType> {
    const { timeZone } = context.services.facility;
    const answer = isId(id)
      ? await cancelRun(context.em(), id, { now: context.now, timeZone, by: context.viewer.name })
      : { refused: 'unknown' as const };
    if (!('refused' in answer)) return new RunType(answer.run);
    if (answer.refused === 'unknown') throw unknownRun(id);
    throw new InputProblem(
      'CONFLICT',
      `The run ${id} has ended already (${answer.run.state.toLowerCase().replace('_', ' ')}): there is nothing to cancel.`,
    );
  }

  @FieldResolver(() => TaskType, { description: 'The task it executes.' })
  async task(@Ctx() { loaders }: Context, @Root() { record }: RunType): Promise<TaskType> {
    const task = await loaders.task.load(record.task);
    if (!task) throw notFound(`The task ${record.task} is gone.`);
    return new TaskType(task);
  }

  @FieldResolver(() => Duration, {
    nullable: true,
    description: 'From start to end, or to now while it runs; null before the start.',
  })
  duration(@Ctx() context: Context, @Root() { startedAt, finishedAt }: RunType): Temporal.Duration | null {
    return startedAt && timeTaken(startedAt, finishedAt, context.now());
  }

  @FieldResolver(() => Int, { description: 'Number of log lines so far.' })
  async logLineCount(@Ctx() { loaders }: Context, @Root() { id }: RunType): Promise<number> {
    return (await loaders.lastLine.load(id))?.seq ?? 0;
  }

  @FieldResolver(() => LogLineType, {
    nullable: true,
    description: 'The newest log line; null when there is none yet.',
  })
  lastLine(@Ctx() { loaders }: Context, @Root() { id }: RunType): Promise<LogLineType | null> {
    return loaders.lastLine.load(id);
  }

  @FieldResolver(() => LogPage, { description: 'Log lines in order.' })
  async log(
    @Ctx() context: Context,
    @Root() { id }: RunType,
    @Args() filter: LogFilterArgs,
    @Args() { first, last, skip }: LogPageArgs,
  ): Promise<LogPage> {
    checkFirst(first, 5_000);
    const fromEnd = typeof last === 'number';
    if (fromEnd) checkFirst(last, 5_000, 'last');
    if (skip < 0) throw badInput('skip', `skip: ${skip} is out of range: use 0 or more.`);
    if (filter.search && !canExist(filter.search)) return { lines: [], hasMore: false };
    const query = { ...filter, skip, count: last ?? first, fromEnd };
    const read = () => readLog(context.em(), id, query);
    return isSearch(query) ? inTurn(context, read) : read();
  }

  @FieldResolver(() => Int, { description: 'Number of log lines that match.' })
  async logCount(
    @Ctx() context: Context,
    @Root() { id }: RunType,
    @Args() filter: LogFilterArgs,
  ): Promise<number> {
    if (filter.search && !canExist(filter.search)) return 0;
    return inTurn(context, () => countLog(context.em(), id, filter));
  }

  @Allow('viewer')
  @Subscription(() => RunLogEvent, {
    description:
      'Follows a run: its lines after `after`, then new ones as they are written. Completes when the run has finished and its last line was sent.',
    subscribe: ({ args, context }) =>
      untilLeft((left) => follow(context as Context, String(args['runId']), Number(args['after']), left)),
  })
  runLog(
    @Root() { lines, run }: RunLogBatch,
    @Arg('runId', () => ID, { description: 'The run to follow.' }) _runId: string,
    @Arg('after', () => Int, {
      defaultValue: 0,
      description: 'The last `seq` that is known already; 0 for all lines.',
    })
    _after: number,
  ): RunLogEvent {
    return { lines, run: new RunType(run) };
  }
}

/** One page of runs, newest first: the armed next occurrences are no runs yet. */
export function pageOfRuns(
  context: Context,
  query: { task?: string; state?: RunState; trigger?: Trigger; first: number; after?: string },
): Promise<Connection<RunType>> {
  const { task, state, trigger } = query;
  return pageOf(
    context,
    {
      entity: RunRecord,
      table: 'run',
      conditions: [
        given(task || null, 'item.task = ?'),
        given(state, 'item.state = ?'),
        given(trigger, 'item.trigger = ?'),
        begun(context.now()),
      ],
      order: [{ column: 'queued_at', type: 'timestamptz', of: ({ queuedAt }) => queuedAt }, byId],
      direction: 'desc',
    },
    query,
    (record) => new RunType(record),
  );
}

async function* follow(
  { services, em }: Context,
  runId: string,
  after: number,
  left: AbortSignal,
): AsyncGenerator<RunLogBatch, void> {
  if (after < 0) throw badInput('after', `after: ${after} is out of range: use 0 or the last seq received.`);
  const source = { em: em(), notifications: services.notifications };
  let found = false;
  if (isId(runId)) {
    for await (const batch of followRun(source, runId, after, left)) {
      found = true;
      yield batch;
    }
  }
  if (!found) throw unknownRun(runId);
}

/**
 * Looks through a log when it is the caller's turn: each look has a connection to the database for as long as it takes.
 * Says it to the caller when that would be too long.
 */
async function inTurn<T>({ services, viewer }: Context, look: () => Promise<T>): Promise<T> {
  try {
    using turn = await services.logSearches.begin(`${viewer.kind} ${viewer.id}`);
    if (turn) return await look();
  } catch (cause) {
    throw cause instanceof LogSearchTooLong ? new InputProblem('TOO_LONG', cause.message) : cause;
  }
  throw new InputProblem(
    'RATE_LIMITED',
    'Too many logs are searched at the moment: search again when other searches have ended.',
    undefined,
    searches.waits / 1_000,
  );
}
