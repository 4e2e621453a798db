import type { CycleState } from '../cycles/cycle-state.ts';
import { type SampleCycle, sampleCycles, sampleTypes } from './cycle-plan.ts';
import { places, techniques } from './facility-plan.ts';
import type { Sample } from './sample.ts';
import { areaNames } from './titles.ts';
import { pools, reviewTypes, tracks } from './track-plan.ts';

/** The tree of facilities, what they offer, areas of research, tracks with their stages, and pools. */
export function addFoundation(sample: Sample): void {
  const placeIds = new Map<string, number>();
  for (const { acronym, parent, name, kind, ...rest } of places) {
    const { id } = sample.facilities.add({
      acronym,
      name,
      kind,
      parent: parent === null ? null : placeIds.get(parent)!,
      flexSchedule: rest.flexSchedule ?? false,
      shiftSizeHours: rest.shiftSizeHours ?? 8,
      signOffHours: rest.signOffHours ?? null,
      state: rest.state ?? 'OPERATING',
    });
    placeIds.set(acronym, id);
  }
  for (const { name, at } of techniques) {
    const { id } = sample.techniques.add({ name });
    for (const acronym of at) sample.offers.add({ technique: id, facility: placeIds.get(acronym)! });
  }
  for (const name of areaNames) sample.areas.add({ name });

  const typeIds = new Map<string, number>();
  for (const { perFacility = false, ...type } of reviewTypes) {
    typeIds.set(type.code, sample.reviewTypes.add({ ...type, perFacility, lowBetter: true }).id);
  }
  const trackIds = new Map<string, number>();
  for (const { stages, ...track } of tracks) {
    const { id } = sample.tracks.add({ ...track, notifyOffsetDays: 1 });
    trackIds.set(track.acronym, id);
    for (const [
      index,
      { type, maxWorkload = 0, passScore, autoStart = true, ...stage },
    ] of stages.entries()) {
      sample.stages.add({
        ...stage,
        track: id,
        reviewType: typeIds.get(type)!,
        position: index + 1,
        maxWorkload,
        blocks: passScore !== null,
        passScore,
        autoCreate: true,
        autoStart,
      });
    }
  }
  for (const { tracks, ...pool } of pools) {
    const { id } = sample.pools.add({ ...pool, isDefault: sample.pools.rows.length === 0 });
    for (const track of tracks) sample.poolTracks.add(id, trackIds.get(track)!);
  }
}

/**
 * Cycle types, cycles and schedules as they stood some weeks ago, so that Cycle Lifecycle opens, closes, starts and
 * ends something, and with the last years missing, so that Create Cycles has work. Returns the plan of each cycle by id.
 */
export function addCycles(sample: Sample): Map<number, SampleCycle> {
  const { today } = sample.time;
  const shiftConfig = sample.shiftConfigs.add({
    start: '08:00:00',
    durationHours: 8,
    number: 3,
    names: ['Day', 'Evening', 'Night'],
  }).id;
  const typeIds = new Map(
    sampleTypes(today).map((type) => [type.name, sample.cycleTypes.add({ ...type, shiftConfig }).id]),
  );
  return new Map(
    sampleCycles(today).map((planned) => {
      const { typeName, dates, state, isTold } = planned;
      const resultsNotifiedAt = isTold ? sample.at(dates.allocDate.add({ days: 1 }), 0, 30) : null;
      const cycle = sample.cycles.add({ type: typeIds.get(typeName)!, ...dates, state, resultsNotifiedAt });
      sample.schedules.add({
        cycle: cycle.id,
        description: `${dates.startDate.year} ${typeName}: Schedule`,
        state: scheduleState(state),
        shiftConfig,
      });
      return [cycle.id, planned];
    }),
  );
}

function scheduleState(state: CycleState): 'DRAFT' | 'TENTATIVE' | 'LIVE' {
  if (state === 'ACTIVE' || state === 'ARCHIVED') return 'LIVE';
  return state === 'SCHEDULING' ? 'TENTATIVE' : 'DRAFT';
}
