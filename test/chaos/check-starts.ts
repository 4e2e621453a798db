/** A run that started, or that used its slot up by being cancelled while it waited. Times are the engine's but for `at`. */
export interface Start {
  seq: number;
  /** True time of the start. */
  at: Date;
  runId: string;
  task: string;
  trigger: 'SCHEDULE' | 'RETRY' | 'MANUAL' | 'BOOT';
  slot: Date | null;
  startedAt: Date;
  attempt: number;
  /** The schedule in force at the start. */
  every: string | null;
  atTime: string | null;
  retryAfter: string | null;
  unstarted: boolean;
  outcome: string | null;
  /** True time of the end. */
  endedAt: Date | null;
  registeredAt: Date;
}

/** A moment at which something other than runs moved what comes next; `task` null: for all tasks. */
export interface Edit {
  task: string | null;
  at: Date;
}

/**
 * The latest that a run may start, in seconds. Recovery takes up to 30; but several nodes are frozen for up to 40 s at
 * once, and each restart of PostgreSQL meanwhile makes the others watch anew before they judge. Past this it hangs.
 */
const latestAllowed = 180;
/** Starts later than this, in seconds, are counted. */
const lateStart = 30;
/** Runs from a time when the clock was ahead do not count before their time has come, within this, in ms. */
const clockTolerance = 60_000;
/** The zone of the suite has no daylight saving, so a day is a day; America/Regina is 6 h behind UTC. */
const zoneOffset = -6 * 3_600_000;
const day = 86_400_000;

/**
 * Checks for each start that its slot is the one that the rules give after the run before it, and that it was
 * not late. A slot that is right after its predecessor's means that none between them was lost.
 */
export function checkStarts(
  starts: Start[],
  edits: Edit[],
): { problems: string[]; latest: number; late: number } {
  const problems: string[] = [];
  const jumps = edits.filter(({ task }) => task === null).map(({ at }) => at.getTime());
  let latest = 0;
  let lateStarts = 0;
  for (const [task, ofTask] of Map.groupBy(starts, (start) => start.task)) {
    const moments = edits
      .filter((edit) => edit.task === null || edit.task === task)
      .map(({ at }) => at.getTime());
    for (const [index, start] of ofTask.entries()) {
      const earlier = ofTask.slice(0, index);
      const before = newest(earlier.filter((run) => time(run) <= time(start) + clockTolerance));
      const previous = earlier.at(-1);
      const wrong = slotProblem(start, before);
      if (wrong && !isFoldedAcross(jumps, earlier)) {
        problems.push(`run ${start.runId} of ${task} (${start.trigger}): ${wrong}`);
      }

      const from = previous?.at.getTime() ?? 0;
      const undisturbed =
        previous === before && !moments.some((at) => at >= from && at <= start.at.getTime());
      const late = undisturbed && previous ? lateness(start, previous) : 0;
      latest = Math.max(latest, late);
      if (late > lateStart) lateStarts += 1;
      if (late > latestAllowed) {
        problems.push(`run ${start.runId} of ${task} (${start.trigger}) started ${Math.round(late)} s late`);
      }
    }
  }
  return { problems, latest, late: lateStarts };
}

const time = (run: Start) => run.startedAt.getTime();
const newest = (runs: Start[]) =>
  runs.reduce<Start | null>((best, run) => (!best || time(run) >= time(best) ? run : best), null);
const failures = new Set(['FAILED', 'TIMED_OUT', 'LOST']);

/**
 * Checks that found nothing are folded into the newest of them. After one that was made while the clock was ahead, the
 * older ones are gone, and the schedule counts from what was before: the task checks once more, which does no harm.
 */
function isFoldedAcross(jumps: number[], earlier: Start[]): boolean {
  return jumps.length > 0 && earlier.some(({ outcome }) => outcome === 'SKIPPED');
}

/** What is wrong with the slot of a start; null when it is what domain §9.2 says. */
function slotProblem(start: Start, before: Start | null): string | null {
  const slot = start.slot?.getTime() ?? null;
  if (start.trigger === 'MANUAL' || start.trigger === 'BOOT') return null;
  if (start.trigger === 'RETRY') {
    if (!before || !failures.has(before.outcome ?? '')) return `retries a run that is ${before?.outcome}`;
    if (start.attempt !== before.attempt + 1) return `is attempt ${start.attempt} after ${before.attempt}`;
    const expected = (before.slot ?? before.startedAt).getTime();
    return slot === expected ? null : `has slot ${iso(slot)} instead of the failed run's ${iso(expected)}`;
  }
  if (slot === null) return 'has no slot';
  if (slot > time(start)) return `started before its slot ${iso(slot)}`;
  // Rule 6 of a first loss: it is made up for by a retry, not by the next occurrence.
  return start.atTime ? dailyProblem(start, slot, before) : intervalProblem(start, slot, before);
}

/** Rules 2 and 6. */
function intervalProblem(start: Start, slot: number, before: Start | null): string | null {
  const every = seconds(start.every) * 1_000;
  const base = before ? time(before) : start.registeredAt.getTime();
  const steps = (slot - base) / every;
  // Dates have milliseconds, the database microseconds: a step may be off by one of either end.
  if (Math.abs(steps - Math.round(steps)) * every > 2)
    return `slot ${iso(slot)} is no multiple of ${start.every} after ${iso(base)}`;
  if (Math.round(steps) < (before ? 1 : 0)) return `slot ${iso(slot)} is not after ${iso(base)}`;
  if (time(start) - slot >= every + 2)
    return `slot ${iso(slot)} is not the newest at ${iso(time(start))} after ${iso(base)}, ${start.every}`;
  return null;
}

/** Rules 3, 4 and 6, for daily times. */
function dailyProblem(start: Start, slot: number, before: Start | null): string | null {
  const [hours = 0, minutes = 0] = (start.atTime ?? '').replace('T', '').split(':').map(Number);
  const ofDay = (((slot + zoneOffset) % day) + day) % day;
  if (ofDay !== (hours * 60 + minutes) * 60_000) return `slot ${iso(slot)} is not at ${start.atTime}`;
  if (time(start) - slot >= day) return `slot ${iso(slot)} is not the newest`;
  if (!before)
    return slot > start.registeredAt.getTime() ? null : `slot ${iso(slot)} is before the registration`;
  const onDemand = before.trigger === 'MANUAL' || before.trigger === 'BOOT';
  const slotBefore = before.slot && !onDemand ? before.slot.getTime() : time(before);
  if (start.every === 'P1D') {
    const date = (instant: number) => Math.floor((instant + zoneOffset) / day);
    return date(slot) > date(slotBefore) ? null : `slot ${iso(slot)} repeats the date of ${iso(slotBefore)}`;
  }
  return slot > Math.max(time(before), slotBefore)
    ? null
    : `slot ${iso(slot)} is not after ${iso(slotBefore)}`;
}

/** How much later than it could have a scheduled interval run or a retry of a loss started, in seconds of true time. */
function lateness(start: Start, previous: Start): number {
  const free = previous.endedAt?.getTime() ?? 0;
  if (start.trigger === 'SCHEDULE' && !start.atTime && start.every) {
    const due = previous.at.getTime() + seconds(start.every) * 1_000;
    return (start.at.getTime() - Math.max(due, free)) / 1_000;
  }
  if (start.trigger === 'RETRY' && previous.outcome === 'LOST' && previous.attempt === 1) {
    return (start.at.getTime() - free) / 1_000;
  }
  return 0;
}

const seconds = (duration: string | null) => Temporal.Duration.from(duration ?? 'PT0S').total('seconds');
const iso = (instant: number | null) => (instant === null ? 'none' : new Date(instant).toISOString());
