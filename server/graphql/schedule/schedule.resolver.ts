import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import {
  describeSchedule,
  nextOccurrence,
  nextOccurrences,
  parseSchedule,
  type LastRun,
} from '../../engine/schedule.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { ScheduleLastRunInput, SchedulePreview, SchedulePreviewInput } from './schedule-preview.type.ts';
import { Allow } from '../rules.ts';

@Resolver()
export class ScheduleResolver {
  @Allow('viewer')
  @Query(() => SchedulePreview, {
    description: 'Tries a schedule out: what it means, and when the next runs would be.',
  })
  previewSchedule(
    @Ctx() context: Context,
    @Arg('input', () => SchedulePreviewInput, { description: 'The schedule and what to try it on.' })
    input: SchedulePreviewInput,
  ): SchedulePreview {
    const { count, anchorDay } = input;
    if (count < 0 || count > 100) throw badInput('count', `count: ${count} is out of range: use 0 to 100.`);
    if (typeof anchorDay === 'number' && (anchorDay < 1 || anchorDay > 31)) {
      throw badInput('anchorDay', `anchorDay: ${anchorDay} is no day of a month: use 1 to 31.`);
    }
    const { schedule, problems } = parseSchedule(input, input.timeZone ?? context.services.facility.timeZone);
    if (!schedule) {
      return { valid: false, problems, text: null, nextRunAt: null, due: false, slot: null, nextRuns: [] };
    }
    const now = input.now ?? context.now();
    const history = {
      registeredAt: input.registeredAt ?? now,
      anchorDay: anchorDay ?? null,
      lastRun: input.lastRun ? lastRunOf(input.lastRun) : null,
    };
    const next = nextOccurrence(schedule, history, now);
    return {
      valid: true,
      problems: [],
      text: describeSchedule(schedule),
      nextRunAt: next?.at ?? null,
      due: next?.due ?? false,
      slot: next?.slot ?? null,
      nextRuns: nextOccurrences(schedule, history, now, count),
    };
  }
}

/** A scheduled run that gives no slot started on time. */
function lastRunOf({ startedAt, slot, state, trigger }: ScheduleLastRunInput): LastRun {
  const onTime = trigger === 'SCHEDULE' || trigger === 'RETRY' ? startedAt : null;
  return { startedAt, slot: slot ?? onTime, state, trigger, finishedAt: null };
}
