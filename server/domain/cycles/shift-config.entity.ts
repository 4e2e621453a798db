import { ArrayType } from '@mikro-orm/core';
import { Check, Entity, Property } from '@mikro-orm/decorators/legacy';
import { DomainRecord } from '../domain-record.ts';

/** How a day is cut into shifts (domain §2). */
@Entity({ tableName: 'shift_config' })
@Check({ name: 'shift_config_hours', expression: `duration_hours >= 1 and duration_hours <= 24` })
@Check({ name: 'shift_config_day', expression: `number >= 1 and number * duration_hours <= 24` })
@Check({ name: 'shift_config_names', expression: `cardinality(names) = number` })
export class ShiftConfig extends DomainRecord {
  /** Clock time at which the first shift of a day begins: `HH:MM:SS`. */
  @Property({ type: 'string', columnType: 'time(0)' })
  start!: string;

  @Property({ type: 'integer' })
  durationHours!: number;

  /** Shifts a day. */
  @Property({ type: 'integer' })
  number!: number;

  /** One name for each shift. */
  @Property({ type: new ArrayType(), columnType: 'text[]' })
  names!: string[];
}
