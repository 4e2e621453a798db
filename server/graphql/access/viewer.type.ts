import { Field, ID, ObjectType } from 'type-graphql';
import type { SignInMethod } from '../../access/principal.ts';
import type { ConsoleRole } from '../../access/roles.ts';
import { describedEnum } from '../described-enum.ts';
import { Allow } from '../rules.ts';
import { DateTime } from '../scalars.ts';
import { ConsoleRoleEnum } from './console-role.ts';

export const PrincipalKindEnum = describedEnum<'person' | 'token'>('PrincipalKind', 'Who may ask.', {
  person: 'Somebody who is signed in.',
  token: 'A program with a token.',
});

export const SignInMethodEnum = describedEnum<SignInMethod>('SignInMethod', 'How people sign in.', {
  oidc: "At the facility's identity provider.",
  password: 'With the password of an account of this console.',
  link: 'With a one-time link from an administrator, or from the first start of the program.',
});

@Allow('anyone')
@ObjectType({ description: 'The person or token that is asking.' })
export class Viewer {
  @Field(() => ID, { description: 'Of the account or token.' })
  id!: string;

  @Field(() => PrincipalKindEnum, { description: 'Whether a person or a program is asking.' })
  kind!: 'person' | 'token';

  @Field({ description: 'Their name, as it stands on runs they ask for.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Their e-mail address; null for tokens.' })
  email!: string | null;

  @Field(() => ConsoleRoleEnum, {
    nullable: true,
    description: 'What they may do here; null for somebody who may sign in and see nothing.',
  })
  role!: ConsoleRole | null;

  @Field(() => SignInMethodEnum, {
    nullable: true,
    description: 'How they signed in; null for tokens.',
  })
  signedInBy!: SignInMethod | null;

  @Field(() => DateTime, { nullable: true, description: 'When they have to sign in again; null for never.' })
  expiresAt!: Temporal.Instant | null;
}
