import {
  Arg,
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
import {
  codedSpec,
  historyOf,
  pauseOf,
  readSchedule,
  scheduleOf,
  scheduleSpec,
  type ScheduleParts as StoredSchedule,
} from '../../engine/plan.ts';
import { requestRun } from '../../engine/request-run.ts';
import {
  anchorDayAfter,
  describeSchedule,
  nextOccurrence,
  nextOccurrences,
  type RunState,
} from '../../engine/schedule.ts';
import { TaskRecord } from '../../engine/task.entity.ts';
import type { Context } from '../context.ts';
import { canExist, InputProblem, unknownTask } from '../errors.ts';
import { checkFirst, type Connection } from '../paging.ts';
import { RunConnection, RunStateEnum, RunType, timeTaken } from '../runs/run.type.ts';
import { pageOfRuns } from '../runs/runs.resolver.ts';
import { DateTime } from '../scalars.ts';
import { untilLeft } from '../until-left.ts';
import { explainDue } from './due.ts';
import { changedTasks } from './changed-tasks.ts';
import { recentRunsKey } from './recent-runs.ts';
import {
  RunMark,
  RunTaskNowPayload,
  ScheduleParts,
  TaskFailing,
  TaskPause,
  TaskSchedule,
  TaskStats,
  TaskType,
} from './task.type.ts';
import { Allow } from '../rules.ts';
import { Audit, byName } from '../audit/audited.ts';
import { taskSubject } from '../audit/subjects.ts';

/** So much that a list of tasks cannot ask for it: each task's is a count of its own. */
const scopeCost = 6_000;

@Resolver(() => TaskType)
export class TasksResolver {
  @Allow('viewer')
  @Query(() => [TaskType], {
    description: 'All tasks that match, in the order in which the program lists them.',
  })
  async tasks(
    @Ctx() context: Context,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Text that name, label or description contains, in any case.',
    })
    search?: string,
    @Arg('app', () => String, { nullable: true, description: 'Only tasks of this app.' }) app?: string,
    @Arg('lastState', () => RunStateEnum, {
      nullable: true,
      description: 'Only tasks whose last started run is in this state.',
    })
    lastState?: RunState,
    @Arg('due', () => Boolean, { nullable: true, description: 'Only tasks that are due, or that are not.' })
    due?: boolean,
    @Arg('paused', () => Boolean, {
      nullable: true,
      description: 'Only tasks that are paused, or that are not.',
    })
    paused?: boolean,
    @Arg('names', () => [ID], { nullable: true, description: 'Only tasks with one of these names.' })
    names?: string[],
  ): Promise<TaskType[]> {
    const records = await context.em().find(TaskRecord, {}, { orderBy: { position: 'asc', name: 'asc' } });
    const wanted = search?.trim().toLowerCase() ?? '';
    const chosen = names && new Set(names);
    const named = records.filter(
      (record) =>
        (!chosen || chosen.has(record.name)) &&
        (!app || record.name.startsWith(`${app}.`)) &&
        (typeof paused !== 'boolean' || paused === (pauseOf(record, context.now()) !== null)) &&
        `${record.name}\n${record.label}\n${record.description}`.toLowerCase().includes(wanted),
    );
    const matches = await Promise.all(
      named.map(async (task) => {
        if (!lastState && due === undefined) return true;
        const started = await context.loaders.startedRuns.load(task.name);
        if (lastState && started[0]?.state !== lastState) return false;
        return due === undefined || due === null || explainDue(task, started, timeOf(context)).due === due;
      }),
    );
    return named.filter((_, index) => matches[index]).map((task) => new TaskType(task));
  }

  @Allow('viewer')
  @Query(() => TaskType, { nullable: true, description: 'One task by its name; null when there is none.' })
  async task(
    @Ctx() { loaders }: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
  ): Promise<TaskType | null> {
    const record = canExist(name) ? await loaders.task.load(name) : null;
    return record && new TaskType(record);
  }

  @Allow('operator')
  @Audit(taskSubject, byName)
  @Mutation(() => RunTaskNowPayload, {
    description:
      'Queues a run at once, whatever the schedule. When a run of the task is queued or running already, returns that one. The next run of an interval task moves to the start of this run plus the interval; fixed times stay.',
  })
  async runTaskNow(
    @Ctx() context: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
  ): Promise<RunTaskNowPayload> {
    if (!canExist(name)) throw unknownTask(name);
    const answer = await requestRun(context.em(), name, {
      trigger: 'MANUAL',
      requestedBy: context.viewer.name,
      now: context.now,
    });
    if ('run' in answer) return { run: new RunType(answer.run), alreadyActive: answer.alreadyActive };
    if (answer.refused === 'unknown') throw unknownTask(name);
    throw new InputProblem(
      'CONFLICT',
      `The task ${name} is retired: its definition was removed, so there is nothing to run.`,
    );
  }

  @Allow('viewer')
  @Subscription(() => TaskType, {
    description: 'Sends a task after any change of its state, schedule or runs.',
    subscribe: ({ args, context }) =>
      untilLeft((left) => changedTasks(context as Context, (args as { name?: string }).name ?? null, left)),
  })
  taskChanged(
    @Root() record: TaskRecord,
    @Arg('name', () => ID, { nullable: true, description: 'Only this task; all when left out.' })
    _name?: string,
  ): TaskType {
    return new TaskType(record);
  }

  @FieldResolver(() => TaskSchedule, { description: 'When it runs by itself.' })
  schedule(@Ctx() context: Context, @Root() { record }: TaskType): TaskSchedule {
    const { timeZone } = context.services.facility;
    const { overriddenAt, overriddenBy, scheduleVersion: version } = record;
    const parts = (spec: StoredSchedule) => partsOf(record.name, spec, timeZone);
    return {
      ...parts(scheduleSpec(record)),
      timeZone,
      overridden: overriddenAt !== null,
      overriddenAt,
      overriddenBy,
      version,
      builtIn: parts(codedSpec(record)),
    };
  }

  @FieldResolver(() => TaskPause, {
    nullable: true,
    description: 'Set while scheduled runs are held back. Run now works all the same.',
  })
  paused(@Ctx() context: Context, @Root() { record }: TaskType): TaskPause | null {
    return pauseOf(record, context.now());
  }

  @FieldResolver(() => Boolean, { description: 'Whether its time has come and no run of it has started.' })
  async due(@Ctx() context: Context, @Root() task: TaskType): Promise<boolean> {
    return (await dueOf(context, task)).due;
  }

  @FieldResolver(() => String, { description: 'One sentence: why it is due, or why not.' })
  async dueReason(@Ctx() context: Context, @Root() task: TaskType): Promise<string> {
    return (await dueOf(context, task)).reason;
  }

  @FieldResolver(() => [DateTime], {
    description: 'The next occurrences, each run assumed to start on time; empty when none will come.',
  })
  async nextRuns(
    @Ctx() context: Context,
    @Root() { record }: TaskType,
    @Arg('first', () => Int, { defaultValue: 5, description: 'How many, 1 to 100.' }) first: number,
  ): Promise<Temporal.Instant[]> {
    checkFirst(first, 100);
    if (record.retiredAt) return [];
    return nextOccurrences(
      scheduleOf(record, context.services.facility.timeZone),
      await pastOf(context, record),
      context.now(),
      first,
    );
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the next run would be if somebody ran the task at this moment; null when none would follow.',
  })
  async nextRunAtIfRunNow(
    @Ctx() context: Context,
    @Root() { record }: TaskType,
  ): Promise<Temporal.Instant | null> {
    if (record.retiredAt) return null;
    const now = context.now();
    const schedule = scheduleOf(record, context.services.facility.timeZone);
    const history = await pastOf(context, record);
    const run = { startedAt: now, slot: null, trigger: 'MANUAL' as const };
    const lastRun = { ...run, state: 'RUNNING' as const, finishedAt: null };
    return (
      nextOccurrence(
        schedule,
        { ...history, anchorDay: anchorDayAfter(schedule, history, run), lastRun },
        now,
      )?.at ?? null
    );
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that executes or waits for a worker; null when none does.',
  })
  async activeRun(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<RunType | null> {
    return firstRun(await loaders.activeRun.load(name));
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that started last, running or finished; null when it never ran.',
  })
  async lastRun(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<RunType | null> {
    return firstRun(await loaders.startedRuns.load(name));
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The last run that succeeded; null when none is kept.',
  })
  async lastSuccess(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<RunType | null> {
    return firstRun(await loaders.lastSuccess.load(name));
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The last run that failed, timed out or was lost; null when none is kept.',
  })
  async lastFailure(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<RunType | null> {
    return firstRun(await loaders.lastFailure.load(name));
  }

  @FieldResolver(() => RunConnection, { description: 'Its runs, newest first.' })
  runs(
    @Ctx() context: Context,
    @Root() { name }: TaskType,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Runs on this page, 1 to 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor to read on behind.' }) after?: string,
    @Arg('state', () => RunStateEnum, { nullable: true, description: 'Only runs in this state.' })
    state?: RunState,
  ): Promise<Connection<RunType>> {
    return pageOfRuns(context, { task: name, state, first, after });
  }

  @FieldResolver(() => [RunMark], {
    description: 'Its runs that started last, the newest at the end: what a small chart of them shows.',
  })
  async recentRuns(
    @Ctx() { loaders, now }: Context,
    @Root() { name }: TaskType,
    @Arg('first', () => Int, { defaultValue: 30, description: 'How many, 1 to 100.' }) first: number,
  ): Promise<RunMark[]> {
    checkFirst(first, 100);
    const runs = await loaders.recentRuns.load(recentRunsKey(name, first));
    return runs.map(({ id, state, trigger, startedAt, finishedAt }) => {
      return { id, state, trigger, startedAt, duration: timeTaken(startedAt, finishedAt, now()) };
    });
  }

  @FieldResolver(() => TaskFailing, {
    nullable: true,
    description:
      'Set while the last run that ended by itself failed, timed out or was lost, also while it is tried again.',
  })
  failing(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<TaskFailing | null> {
    return loaders.failing.load(name);
  }

  @FieldResolver(() => String, {
    nullable: true,
    complexity: scopeCost,
    description:
      'What a run would look at if it began now, such as "It checks 14 cycles."; null when the task does not tell or it could not be counted. Ask it of one task at a time: it is counted anew.',
  })
  scope(@Ctx() { services }: Context, @Root() { record }: TaskType): Promise<string | null> | null {
    return record.retiredAt ? null : services.scopes.of(record.name);
  }

  @FieldResolver(() => TaskStats, { description: 'Its recent runs in numbers.' })
  async stats(@Ctx() { loaders }: Context, @Root() { name }: TaskType): Promise<TaskStats> {
    const row = await loaders.taskStats.load(name);
    return {
      runs24h: row?.runs ?? 0,
      failures24h: row?.failures ?? 0,
      succeeded: row?.succeeded ?? 0,
      failed: row?.failed ?? 0,
      medianDuration: seconds(row?.median),
      p95Duration: seconds(row?.p95),
    };
  }
}

function partsOf(task: string, spec: StoredSchedule, timeZone: string): ScheduleParts {
  return { ...spec, text: describeSchedule(readSchedule(task, spec, timeZone)) };
}

const timeOf = (context: Context) => ({ now: context.now(), timeZone: context.services.facility.timeZone });

async function dueOf(context: Context, { record }: TaskType) {
  return explainDue(record, await context.loaders.startedRuns.load(record.name), timeOf(context));
}

async function pastOf({ loaders, now }: Context, task: TaskRecord) {
  return historyOf(task, (await loaders.startedRuns.load(task.name))[0], now());
}

const firstRun = ([record]: ConstructorParameters<typeof RunType>[0][]) =>
  record ? new RunType(record) : null;

const seconds = (value: number | null | undefined) =>
  typeof value === 'number'
    ? Temporal.Duration.from({ milliseconds: Math.round(value * 1000) }).round({ largestUnit: 'hour' })
    : null;
