import { BigIntType, type Opt, sql } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** What every row of the domain has (domain §2). The two times are bookkeeping: no rule looks at them. */
export abstract class DomainRecord {
  @PrimaryKey({ type: new BigIntType('string'), generated: 'identity' })
  id!: string;

  @Property({ type: InstantType, defaultRaw: 'now()' })
  createdAt!: Opt<Temporal.Instant>;

  @Property({ type: InstantType, defaultRaw: 'now()', onUpdate: () => sql.now() })
  updatedAt!: Opt<Temporal.Instant>;
}
