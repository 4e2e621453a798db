import type { SessionEvent, SessionState } from '../projects/session.entity.ts';
import { holders } from './people.ts';
import { byId, type Sample } from './sample.ts';

/** How far back and ahead beam time is used and booked, in days. */
const daysBack = 60;
const daysAhead = 14;

/**
 * The beam time of each place: one session behind the other, by projects that have an allocation there on that day.
 * What ended yesterday at 08:00 was mostly not signed off, which is for Auto Sign Off; what began then is on now.
 */
export function addSessions(sample: Sample): void {
  const { random, time } = sample;
  const change = sample.at(time.today.subtract({ days: 1 }), 8);
  const first = change.subtract({ hours: 24 * daysBack });
  const last = change.add({ hours: 24 * daysAhead });
  const isBefore = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

  for (const { id: facility, kind, shiftSizeHours, state: stateOfPlace } of sample.facilities.rows) {
    if (stateOfPlace !== 'OPERATING' || (kind !== 'BEAMLINE' && kind !== 'INSTRUMENT')) continue;
    const granted = sample.allocations.rows.filter((row) => row.facility === facility && !row.declined);
    const hours = (min: number, max: number) => shiftSizeHours * random.between(min, max);
    let end = change;
    while (isBefore(first, end)) {
      const start = end.subtract({ hours: hours(2, 8) });
      const forgotten = facility % 4 === 0 ? 'COMPLETE' : facility % 4 === 1 ? 'READY' : 'LIVE';
      const state = end === change ? forgotten : pastState(sample);
      addSession(sample, granted, { facility, start, end, state });
      end = start.subtract({ hours: hours(0, 5) });
    }
    // Two days from yesterday's change of shifts always reach beyond this moment.
    let start = change;
    while (isBefore(start, last)) {
      const end = start.add({ hours: start === change ? 48 : hours(2, 8) });
      const state = start === change ? 'LIVE' : random.chance(0.08) ? 'CANCELLED' : 'READY';
      addSession(sample, granted, { facility, start, end, state });
      start = end.add({ hours: hours(0, 5) });
    }
  }
}

function pastState({ random }: Sample): SessionState {
  if (random.chance(0.06)) return 'CANCELLED';
  return random.chance(0.05) ? 'TERMINATED' : 'COMPLETE';
}

type Granted = Sample['allocations']['rows'];

/** Adds a session, unless no project may use the place then. */
function addSession(
  sample: Sample,
  granted: Granted,
  plan: { facility: number; start: Temporal.Instant; end: Temporal.Instant; state: SessionState },
): void {
  const { random } = sample;
  const { facility, start, end, state } = plan;
  const project = projectAt(sample, granted, plan);
  if (project === null) return;
  const { acronym, flexSchedule } = sample.facility(facility);
  const [head] = holders(sample, `admin:${acronym.toLowerCase()}`);
  const { spokesperson } = byId(sample.projects, project);
  sample.sessions.add({
    project,
    facility,
    startAt: start,
    endAt: end,
    staff: head === undefined || random.chance(0.1) ? null : head,
    spokesperson: random.chance(0.05) ? null : spokesperson,
    state,
    kind: flexSchedule ? random.pick(['REMOTE', 'MAILIN']) : random.chance(0.15) ? 'REMOTE' : 'ONSITE',
    history: historyOf(plan, sample.time.now),
  });
}

/** One of the projects with beam time at a place during a session; null when there is none. */
function projectAt(
  sample: Sample,
  granted: Granted,
  { start, end }: { start: Temporal.Instant; end: Temporal.Instant },
): number | null {
  const { random, time } = sample;
  const from = start.toZonedDateTimeISO(time.timeZone).toPlainDate();
  const to = end.toZonedDateTimeISO(time.timeZone).toPlainDate();
  const cycles = new Set(
    sample.cycles.rows
      .filter(
        ({ startDate, endDate }) =>
          Temporal.PlainDate.compare(startDate, from) <= 0 && Temporal.PlainDate.compare(from, endDate) < 0,
      )
      .map(({ id }) => id),
  );
  const projects = granted
    .filter(
      ({ cycle, project }) =>
        cycles.has(cycle) && Temporal.PlainDate.compare(to, byId(sample.projects, project).endDate) <= 0,
    )
    .map(({ project }) => project);
  return projects.length > 0 ? random.pick(projects) : null;
}

function historyOf(
  { start, end, state }: { start: Temporal.Instant; end: Temporal.Instant; state: SessionState },
  now: Temporal.Instant,
): SessionEvent[] {
  const at = (instant: Temporal.Instant, message: string): SessionEvent => ({
    at: instant.toString(),
    message,
  });
  const dayBefore = start.subtract({ hours: 24 });
  if (state === 'CANCELLED') {
    const earlier = Temporal.Instant.compare(dayBefore, now) > 0 ? now : dayBefore;
    return [at(earlier, 'Cancelled: the samples are not ready')];
  }
  if (Temporal.Instant.compare(start, now) > 0) return [];
  const handedOver = at(start, 'Handed over');
  if (state === 'READY') return [handedOver];
  const signedOn = at(start.add({ minutes: 20 }), 'Signed on');
  if (state === 'LIVE') return [handedOver, signedOn];
  const over = state === 'TERMINATED' ? 'Terminated by staff: loss of beam' : 'Signed off';
  return [handedOver, signedOn, at(end, over)];
}
