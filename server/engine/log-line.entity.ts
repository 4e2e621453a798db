import { PrimaryKeyProp } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';
import { RunRecord } from './run.entity.ts';

/** From least to most important. */
export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

export type LogLevel = (typeof logLevels)[number];

/** One line of a run's log. `seq` counts from 1 without gaps. */
@Entity({ tableName: 'log_line' })
@Check({ name: 'log_line_level_known', expression: `level in ('DEBUG', 'INFO', 'WARN', 'ERROR')` })
@Check({ name: 'log_line_numbered', expression: 'seq >= 1' })
export class LogLine {
  [PrimaryKeyProp]?: ['runId', 'seq'];

  @ManyToOne(() => RunRecord, { primary: true, mapToPk: true, fieldName: 'run_id', deleteRule: 'cascade' })
  runId!: string;

  @PrimaryKey({ type: 'integer' })
  seq!: number;

  @Property({ type: InstantType })
  at!: Temporal.Instant;

  @Property({ type: 'text' })
  level!: LogLevel;

  @Property({ type: 'text' })
  message!: string;

  @Property({ type: 'json', columnType: 'json', nullable: true })
  fields!: Record<string, unknown> | null;
}
