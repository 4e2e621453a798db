import { Check, Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InstantType } from '../db/types.ts';

/** What a process does: API and console (`server`), runs (`worker`), or both. */
export const nodeRoles = ['all', 'server', 'worker'] as const;

export type NodeRole = (typeof nodeRoles)[number];

/** A process of the program. Its heartbeat (database time) is what keeps its runs its own. */
@Entity({ tableName: 'node' })
@Check({ name: 'node_role_known', expression: `role in ('all', 'server', 'worker')` })
export class NodeRecord {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  /** How it names itself on runs: `host:pid`. */
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  role!: NodeRole;

  @Property({ type: 'text' })
  host!: string;

  @Property({ type: 'text' })
  version!: string;

  /** Names of the tasks it can execute. A task that no node knows any more is retired. */
  @Property({ type: 'text[]' })
  tasks!: string[];

  @Property({ type: InstantType, defaultRaw: 'now()' })
  startedAt!: Temporal.Instant;

  @Property({ type: InstantType, defaultRaw: 'now()' })
  heartbeatAt!: Temporal.Instant;
}
