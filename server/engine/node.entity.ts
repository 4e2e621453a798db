import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** A process that executes runs. Its heartbeat (database time) is what keeps its runs its own. */
@Entity({ tableName: 'node' })
export class NodeRecord {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: InstantType, defaultRaw: 'now()' })
  startedAt!: Temporal.Instant;

  @Property({ type: InstantType, defaultRaw: 'now()' })
  heartbeatAt!: Temporal.Instant;
}
