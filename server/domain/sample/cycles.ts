import type { EntityManager } from '@mikro-orm/postgresql';
import { CycleSchedule } from '../cycles/cycle-schedule.entity.ts';
import { CycleType } from '../cycles/cycle-type.entity.ts';
import { Cycle } from '../cycles/cycle.entity.ts';
import { ShiftConfig } from '../cycles/shift-config.entity.ts';
import { User } from '../people/user.entity.ts';
import { AccessPool } from '../proposals/access-pool.entity.ts';
import { Proposal } from '../proposals/proposal.entity.ts';
import { Submission } from '../reviews/submission.entity.ts';
import { Track } from '../reviews/track.entity.ts';
import { sampleCycles, sampleTypes } from './cycle-plan.ts';

/**
 * Puts the sample facility's cycles into a database without any: as they stood some weeks before `today`,
 * so that the first run of Cycle Lifecycle opens, closes, starts and ends something, and with the last
 * years missing, so that Create Cycles has work.
 */
export async function seedCycles(
  em: EntityManager,
  { today, now }: { today: Temporal.PlainDate; now: Temporal.Instant },
): Promise<void> {
  const rows = { createdAt: now, updatedAt: now };
  const shiftConfig = em.create(ShiftConfig, {
    start: '08:00:00',
    durationHours: 8,
    number: 3,
    names: ['Day', 'Evening', 'Night'],
    ...rows,
  });
  const types = new Map(
    sampleTypes(today).map((type) => [type.name, em.create(CycleType, { ...type, shiftConfig, ...rows })]),
  );

  const spokesperson = em.create(User, {
    username: 'ada',
    email: 'ada@example.org',
    altEmail: null,
    firstName: 'Ada',
    lastName: 'Example',
    externalSyncedAt: null,
    ...rows,
  });
  const track = em.create(Track, { acronym: 'GA', name: 'General Access', ...rows });
  const pool = em.create(AccessPool, { name: 'General', code: 'GU', role: null, isDefault: true, ...rows });
  for (const { typeName, dates, state, submissions } of sampleCycles(today)) {
    const type = types.get(typeName)!;
    const cycle = em.create(Cycle, { type, ...dates, state, resultsNotifiedAt: null, ...rows });
    const description = `${dates.startDate.year} ${typeName}: Schedule`;
    em.create(CycleSchedule, { cycle, description, state: scheduleState(state), shiftConfig, ...rows });
    for (const { code, state: reached } of submissions) {
      const decided = reached === 'REVIEWED' || reached === 'COMPLETE';
      const proposal = em.create(Proposal, {
        code: code.slice(2),
        title: `Proposal ${code.slice(2)}`,
        spokesperson,
        leader: null,
        delegate: null,
        state: 'SUBMITTED',
        ...rows,
      });
      em.create(Submission, {
        code,
        proposal,
        track,
        pool,
        cycle,
        state: reached,
        approved: decided ? true : null,
        decidedAt: decided ? now : null,
        notifiedAt: null,
        noProjectReason: null,
        project: null,
        ...rows,
      });
    }
  }
  await em.flush();
}

function scheduleState(state: Cycle['state']): CycleSchedule['state'] {
  if (state === 'ACTIVE' || state === 'ARCHIVED') return 'LIVE';
  return state === 'SCHEDULING' ? 'TENTATIVE' : 'DRAFT';
}
