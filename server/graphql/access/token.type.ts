import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ApiToken } from '../../access/api-token.entity.ts';
import type { ConsoleRole } from '../../access/roles.ts';
import { connectionOf } from '../paging.ts';
import { Allow } from '../rules.ts';
import { DateTime } from '../scalars.ts';
import { ConsoleRoleEnum } from './console-role.ts';

@Allow('admin')
@ObjectType('ApiToken', {
  description: 'A token with which a program may ask. Its secret is known to that program alone.',
})
export class ApiTokenObject {
  constructor({
    id,
    name,
    role,
    ending,
    createdBy,
    createdAt,
    expiresAt,
    lastUsedAt,
    revokedAt,
    revokedBy,
  }: ApiToken) {
    Object.assign(this, {
      id,
      name,
      role,
      ending,
      createdBy,
      createdAt,
      expiresAt,
      lastUsedAt,
      revokedAt,
      revokedBy,
    });
  }

  @Field(() => ID, { description: 'Identifies it.' })
  id!: string;

  @Field({ description: 'What it is for; the name stands on runs that it asks for.' })
  name!: string;

  @Field(() => ConsoleRoleEnum, { description: 'What it may do.' })
  role!: ConsoleRole;

  @Field({ description: 'The last four characters of the secret, to tell it from others.' })
  ending!: string;

  @Field({ description: 'Who made it.' })
  createdBy!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Temporal.Instant;

  @Field(() => DateTime, { description: 'When it ends by itself.' })
  expiresAt!: Temporal.Instant;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last used, exact to the minute; null when it never was.',
  })
  lastUsedAt!: Temporal.Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null when it was not.' })
  revokedAt!: Temporal.Instant | null;

  @Field(() => String, { nullable: true, description: 'Who revoked it; null when nobody did.' })
  revokedBy!: string | null;
}

export const ApiTokenConnection = connectionOf('ApiToken', () => ApiTokenObject);

@Allow('admin')
@ObjectType({ description: 'A token that was just made.' })
export class CreatedToken {
  @Field(() => ApiTokenObject, { description: 'The token.' })
  token!: ApiTokenObject;

  @Field({
    description:
      'What the program sends: "Authorization: Bearer <secret>". It is shown this once and kept nowhere.',
  })
  secret!: string;
}

@InputType({ description: 'A token to make.' })
export class CreateTokenInput {
  @Field({ description: 'What it is for; 1 to 100 characters.' })
  name!: string;

  @Field(() => ConsoleRoleEnum, { description: 'What it may do: the least that is enough.' })
  role!: ConsoleRole;

  @Field(() => DateTime, { description: 'When it ends by itself, within 366 days.' })
  expiresAt!: Temporal.Instant;
}
