import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import type { User } from '../../domain/people/user.entity.ts';
import { connectionOf, PageArgs } from '../paging.ts';
import { Allow } from '../rules.ts';

@Allow('viewer')
@ObjectType('Person', { description: 'Somebody the facility knows. Not an account of this console.' })
export class PersonObject {
  constructor({ id, username, firstName, lastName, email, roles }: User) {
    Object.assign(this, { id, username, email, roles });
    this.name = `${firstName} ${lastName}`.trim();
  }

  @Field(() => ID, { description: 'Identifies the person.' })
  id!: string;

  @Field({ description: 'First and last name.' })
  name!: string;

  @Field({ description: 'How the person signs in at the facility.' })
  username!: string;

  @Field({ description: 'The address that messages go to.' })
  email!: string;

  @Field(() => [String], { description: 'Roles at the facility: `name` or `name:realm`.' })
  roles!: string[];
}

export const PersonConnection = connectionOf('Person', () => PersonObject);

@ArgsType()
export class PeopleArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Text that name, user name or e-mail address contains, in any case.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Only holders of exactly this role.' })
  role?: string | null;
}
