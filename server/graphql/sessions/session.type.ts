import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { BeamSession, SessionKind, SessionState } from '../../domain/projects/session.entity.ts';
import { describedEnum } from '../described-enum.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { DateTime } from '../scalars.ts';
import { Allow } from '../rules.ts';

export const SessionStateEnum = describedEnum<SessionState>(
  'SessionState',
  'Where a session is in its life.',
  {
    READY: 'The beamline was handed over; nobody has signed on.',
    LIVE: 'The team has signed on.',
    COMPLETE: 'It is over and signed off.',
    CANCELLED: 'It was given up before it began.',
    TERMINATED: 'Staff ended it.',
  },
);

export const SessionKindEnum = describedEnum<SessionKind>('SessionKind', 'How a session is held.', {
  ONSITE: 'The team is at the beamline.',
  REMOTE: 'The team works from afar.',
  MAILIN: 'Samples are sent in and staff measure them.',
});

@Allow('viewer')
@ObjectType('SessionEvent', { description: 'Something that happened to a session.' })
export class SessionEventObject {
  @Field(() => DateTime, { description: 'When.' })
  at!: Temporal.Instant;

  @Field({ description: 'What.' })
  message!: string;
}

@Allow('viewer')
@ObjectType('Session', { description: 'One contiguous use of a beamline by a project.' })
export class SessionObject {
  constructor(readonly record: BeamSession) {
    const { id, startAt, endAt, state, kind, history } = record;
    Object.assign(this, { id, startAt, endAt, state, kind });
    this.history = history.map(({ at, message }) => ({ at: Temporal.Instant.from(at), message }));
  }

  @Field(() => ID, { description: 'Identifies the session.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it begins.' })
  startAt!: Temporal.Instant;

  @Field(() => DateTime, { description: 'When it ends.' })
  endAt!: Temporal.Instant;

  @Field(() => SessionStateEnum, { description: 'Where it is in its life.' })
  state!: SessionState;

  @Field(() => SessionKindEnum, { description: 'How it is held.' })
  kind!: SessionKind;

  @Field(() => [SessionEventObject], { description: 'What has happened to it, in order.' })
  history!: SessionEventObject[];
}

export const SessionConnection = connectionOf('Session', () => SessionObject);

@ArgsType()
export class SessionsArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Text that code or title of the project, acronym of the beamline, or name of spokesperson or staff contains, in any case.',
  })
  search?: string | null;

  @Field(() => SessionStateEnum, { nullable: true, description: 'Only sessions in this state.' })
  state?: SessionState | null;

  @Field(() => ID, { nullable: true, description: 'Only sessions at this beamline or one below it.' })
  facility?: string | null;
}
