import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { overrideSchedule, pauseTask, resumeTask, type EditedTask } from '../../engine/edit-task.ts';
import { parseSchedule } from '../../engine/schedule.ts';
import type { Context } from '../context.ts';
import { badInput, canExist, InputProblem, unknownTask } from '../errors.ts';
import { DateTime } from '../scalars.ts';
import { TaskScheduleInput, TaskType } from './task.type.ts';
import { Allow } from '../rules.ts';
import { Audit, byName } from '../audit/audited.ts';
import { taskSubject } from '../audit/subjects.ts';

/** The longest reason for a pause, in characters. */
const longestReason = 500;

/** Years of five digits are no time that anybody waits for, and none that PostgreSQL reads in this form. */
const latest = Temporal.Instant.from('+010000-01-01T00:00:00Z');

/** What an administrator may change of a task. */
@Resolver()
export class TaskEditsResolver {
  @Allow('operator')
  @Audit(taskSubject, byName)
  @Mutation(() => TaskType, {
    description:
      'Holds the scheduled runs of a task back; Run now goes on working. Replaces a pause that is in force.',
  })
  async pauseTask(
    @Ctx() context: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
    @Arg('reason', () => String, { description: 'Why, for those who find it paused; 1 to 500 characters.' })
    reason: string,
    @Arg('until', () => DateTime, {
      nullable: true,
      description: 'When the pause ends by itself; somebody has to resume the task when left out.',
    })
    until?: Temporal.Instant | null,
  ): Promise<TaskType> {
    const text = reason.trim();
    if (text === '')
      throw badInput('reason', 'reason: it is empty: say why, for those who find the task paused.');
    if (text.length > longestReason || !canExist(text)) {
      throw badInput('reason', `reason: use up to ${longestReason} characters of plain text.`);
    }
    const edit = editOf(context);
    if (until && Temporal.Instant.compare(until, edit.now()) <= 0) {
      throw badInput('until', `until: ${until.toString()} is past: use a later moment, or leave it out.`);
    }
    if (until && Temporal.Instant.compare(until, latest) >= 0) {
      throw badInput(
        'until',
        `until: ${until.toString()} is too far off: use a moment before the year 10000.`,
      );
    }
    check(name);
    return edited(name, await pauseTask(context.em(), name, { ...edit, reason: text, until: until ?? null }));
  }

  @Allow('operator')
  @Audit(taskSubject, byName)
  @Mutation(() => TaskType, {
    description:
      'Ends the pause of a task. Occurrences that were missed meanwhile are made up for by one run. Nothing happens when it is not paused.',
  })
  async resumeTask(
    @Ctx() context: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
  ): Promise<TaskType> {
    check(name);
    return edited(name, await resumeTask(context.em(), name, editOf(context)));
  }

  @Allow('admin')
  @Audit(taskSubject, byName)
  @Mutation(() => TaskType, {
    description:
      'Puts a schedule in the place of the built-in one, on all nodes at once and until it is reset; upgrades keep it. The next run is counted from the same last run.',
  })
  async setTaskSchedule(
    @Ctx() context: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
    @Arg('input', () => TaskScheduleInput, { description: 'The schedule; try it with `previewSchedule`.' })
    { every, at, retryAfter, expectedVersion = null }: TaskScheduleInput,
  ): Promise<TaskType> {
    const spec = { every, at, retryAfter };
    const { problems } = parseSchedule(spec, context.services.facility.timeZone);
    const [first] = problems;
    if (first) {
      throw badInput(first.field, problems.map(({ field, message }) => `${field}: ${message}`).join('; '));
    }
    check(name);
    const edit = { ...editOf(context), expectedVersion };
    return edited(name, await overrideSchedule(context.em(), name, spec, edit));
  }

  @Allow('admin')
  @Audit(taskSubject, byName)
  @Mutation(() => TaskType, {
    description: 'Returns to the built-in schedule. Nothing happens when it is in force.',
  })
  async resetTaskSchedule(
    @Ctx() context: Context,
    @Arg('name', () => ID, { description: 'The task.' }) name: string,
    @Arg('expectedVersion', () => Int, {
      nullable: true,
      description: 'The `version` this edit was made on; not checked when left out.',
    })
    expectedVersion?: number | null,
  ): Promise<TaskType> {
    check(name);
    const edit = { ...editOf(context), expectedVersion: expectedVersion ?? null };
    return edited(name, await overrideSchedule(context.em(), name, null, edit));
  }
}

const editOf = ({ services, viewer, now }: Context) => ({
  by: viewer.name,
  now,
  timeZone: services.facility.timeZone,
});

function check(name: string): void {
  if (!canExist(name)) throw unknownTask(name);
}

function edited(name: string, answer: EditedTask): TaskType {
  if (!('refused' in answer)) return new TaskType(answer.task);
  if (answer.refused === 'unknown') throw unknownTask(name);
  if (answer.refused === 'retired') {
    throw new InputProblem(
      'CONFLICT',
      `The task ${name} is retired: its definition was removed, so it never runs.`,
    );
  }
  const { overriddenBy, scheduleVersion } = answer.task;
  const who = overriddenBy ? `${overriddenBy} has changed` : 'Somebody has reset';
  throw new InputProblem(
    'CONFLICT',
    `${who} the schedule of ${name} meanwhile: read it again and repeat the edit on version ${scheduleVersion}.`,
    'expectedVersion',
  );
}
