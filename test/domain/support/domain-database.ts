import { MikroORM } from '@mikro-orm/postgresql';
import 'reflect-metadata';
import type { CycleDates, CycleTypeRule } from '../../../server/domain/cycles/cycle-dates.ts';
import type { CycleState } from '../../../server/domain/cycles/cycle-state.ts';
import { CycleType } from '../../../server/domain/cycles/cycle-type.entity.ts';
import { Cycle } from '../../../server/domain/cycles/cycle.entity.ts';
import { ShiftConfig } from '../../../server/domain/cycles/shift-config.entity.ts';
import { ormOptions } from '../../../server/mikro-orm.config.ts';
import { beforeAll, beforeEach } from 'vitest';
import { createTestDatabase } from '../../support/database.ts';

/** MikroORM on a database, and the SQL it has sent. */
export interface DomainDatabase {
  orm: MikroORM;
  sql: string[];
}

/** Gives the tests of this file an empty database of their own, there before the first of them. */
export function useDomainDatabase(): DomainDatabase {
  const db = {} as DomainDatabase;
  beforeAll(async () => {
    const { close, ...opened } = await openDomainDatabase();
    Object.assign(db, opened);
    return close;
  });
  return db;
}

/** The same, empty again before each test. */
export function useEmptyDomain(): DomainDatabase {
  const db = useDomainDatabase();
  beforeEach(() => wipe(db.orm));
  return db;
}

async function openDomainDatabase(): Promise<DomainDatabase & { close(): Promise<void> }> {
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
