import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ConsoleAccount } from '../../access/console-account.entity.ts';
import type { ConsoleRole } from '../../access/roles.ts';
import { connectionOf } from '../paging.ts';
import { Allow } from '../rules.ts';
import { DateTime } from '../scalars.ts';
import { ConsoleRoleEnum } from './console-role.ts';

@Allow('admin')
@ObjectType('Account', { description: 'An account of this console.' })
export class AccountObject {
  constructor({ id, name, email, role, createdAt }: ConsoleAccount) {
    Object.assign(this, { id, name, email, role, createdAt });
  }

  @Field(() => ID, { description: 'Identifies it.' })
  id!: string;

  @Field({ description: "The person's name." })
  name!: string;

  @Field({ description: 'The address they sign in with.' })
  email!: string;

  @Field(() => ConsoleRoleEnum, { nullable: true, description: 'What they may do; null for nothing.' })
  role!: ConsoleRole | null;

  @Field(() => DateTime, { description: 'When the account was made.' })
  createdAt!: Temporal.Instant;
}

export const AccountConnection = connectionOf('Account', () => AccountObject);

@Allow('admin')
@ObjectType({ description: 'A one-time link with which somebody signs in to an account.' })
export class SignInLink {
  @Field(() => AccountObject, { description: 'The account.' })
  account!: AccountObject;

  @Field({
    description: 'Hand it to that person alone. It works once, within 24 hours, and is shown this once.',
  })
  url!: string;
}

@InputType({ description: 'An account to make.' })
export class CreateAccountInput {
  @Field({ description: "The person's name; 1 to 100 characters." })
  name!: string;

  @Field({ description: 'The address to sign in with.' })
  email!: string;

  @Field(() => ConsoleRoleEnum, { description: 'What they may do: the least that is enough.' })
  role!: ConsoleRole;
}
