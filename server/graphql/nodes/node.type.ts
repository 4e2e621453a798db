import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { nodeRoles, type NodeRecord, type NodeRole } from '../../engine/node.entity.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export const NodeRoleEnum = Object.fromEntries(nodeRoles.map((role) => [role, role]));
registerEnumType(NodeRoleEnum, {
  name: 'NodeRole',
  description: 'What a node does.',
  valuesConfig: {
    all: { description: 'It answers and executes runs.' },
    server: { description: 'It answers: API and console.' },
    worker: { description: 'It executes runs.' },
  },
});

@Allow('viewer')
@ObjectType('Node', {
  description: 'A process of the program. Nodes that were stopped in order are not listed.',
})
export class NodeType {
  constructor(
    { id, role, name, host, version, startedAt, heartbeatAt }: NodeRecord,
    readonly silent: boolean,
  ) {
    Object.assign(this, { id, role, name, host, version, startedAt });
    this.lastHeartbeatAt = heartbeatAt;
  }

  @Field(() => ID, { description: 'Identifies the node, from its start to its end.' })
  id!: string;

  @Field(() => NodeRoleEnum, { description: 'What it does.' })
  role!: NodeRole;

  @Field({ description: 'How it names itself as the `worker` of a run: host and process id.' })
  name!: string;

  @Field({ description: 'The machine it is on.' })
  host!: string;

  @Field({ description: 'The version of the program.' })
  version!: string;

  @Field(() => DateTime, { description: 'When it started.' })
  startedAt!: Temporal.Instant;

  @Field(() => DateTime, { description: 'When it last said that it lives; every few seconds.' })
  lastHeartbeatAt!: Temporal.Instant;
}
