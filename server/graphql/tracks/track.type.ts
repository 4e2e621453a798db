import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { AccessPool } from '../../domain/proposals/access-pool.entity.ts';
import type { Track } from '../../domain/reviews/track.entity.ts';
import { Allow } from '../rules.ts';

@Allow('viewer')
@ObjectType('Track', { description: 'A named path of review stages.' })
export class TrackObject {
  constructor({ id, acronym, name, requireCall, durationCycles }: Track) {
    Object.assign(this, { id, acronym, name, requireCall, durationCycles });
  }

  @Field(() => ID, { description: 'Identifies the track.' })
  id!: string;

  @Field({ description: 'Its short name.' })
  acronym!: string;

  @Field({ description: 'Its name.' })
  name!: string;

  @Field({ description: 'Whether it takes submissions only while a call is open.' })
  requireCall!: boolean;

  @Field(() => Int, { description: 'How many cycles a project that comes from it lives.' })
  durationCycles!: number;
}

@Allow('viewer')
@ObjectType('AccessPool', { description: 'A share of beam time.' })
export class AccessPoolObject {
  constructor({ id, name, code }: AccessPool) {
    Object.assign(this, { id, name, code });
  }

  @Field(() => ID, { description: 'Identifies the pool.' })
  id!: string;

  @Field({ description: 'Its name.' })
  name!: string;

  @Field({ description: 'Its part of project codes.' })
  code!: string;
}
