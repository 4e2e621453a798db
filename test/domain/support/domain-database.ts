import { MikroORM } from '@mikro-orm/postgresql';
import 'reflect-metadata';
import type { CycleDates, CycleTypeRule } from '../../../server/domain/cycles/cycle-dates.ts';
import type { CycleState } from '../../../server/domain/cycles/cycle-state.ts';
import { CycleType } from '../../../server/domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { ShiftConfig } from '../../../server/domain/cycles/shift-config.entity.ts';
import { ormOptions } from '../../../server/mikro-orm.config.ts';
import { createTestDatabase } from '../../support/database.ts';

/** MikroORM on an empty database of this test file's own, and the SQL it has sent. */
export async function openDomainDatabase(): Promise<{
  orm: MikroORM;
  sql: string[];
  close(): Promise<void>;
}> {
  const database = await createTestDatabase();
  const sql: string[] = [];
  const orm = await MikroORM.init(
    ormOptions(database.url, {
      onQuery: (query) => {
        sql.push(query);
        return query;
      },
    }),
  );
  return {
    orm,
    sql,
    async close() {
      await orm.close();
      await database.close();
    },
  };
}

/** Empties the domain's tables. */
export async function wipe(orm: MikroORM): Promise<void> {
  await orm.em.execute(
    'truncate shift_config, facility_user, facility, technique, subject_area, track, access_pool, review_type cascade',
  );
}

/** Adds a cycle type with three shifts of eight hours and returns its id. */
export async function addCycleType(
  orm: MikroORM,
  name: string,
  rule: CycleTypeRule,
  active = true,
): Promise<string> {
  const em = orm.em.fork();
  const names = ['Day', 'Evening', 'Night'];
  const shiftConfig = await em.insert(ShiftConfig, { start: '08:00', durationHours: 8, number: 3, names });
  return em.insert(CycleType, { name, ...rule, shiftConfig, active });
}

/** Adds a cycle and returns its id. */
export async function addCycle(
  orm: MikroORM,
  type: string,
  dates: CycleDates,
  state: CycleState = 'PENDING',
): Promise<string> {
  return orm.em.fork().insert(Cycle, { type, ...dates, state });
}
