import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { arrayLiteral } from '../../db/array-literal.ts';
import { User } from '../../domain/people/user.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, pageOf, textIs } from '../list.ts';
import type { Connection } from '../paging.ts';
import { PeopleArgs, PersonConnection, PersonObject } from './person.type.ts';
import { Allow } from '../rules.ts';

@Resolver(() => PersonObject)
export class PeopleResolver {
  @Allow('viewer')
  @Query(() => PersonConnection, {
    description: 'The people that the facility knows, by last and first name.',
  })
  people(@Ctx() context: Context, @Args() args: PeopleArgs): Promise<Connection<PersonObject>> {
    const { search, role } = args;
    return pageOf(
      context,
      {
        entity: User,
        table: 'facility_user',
        conditions: [
          containing(
            search,
            `lower(item.first_name || ' ' || item.last_name) like lower(?)
              or lower(item.username) like lower(?) or lower(item.email) like lower(?)`,
          ),
          textIs(role, 'item.roles @> ?::text[]', (name) => arrayLiteral([name])),
        ],
        order: [
          { column: 'last_name', type: 'text', of: ({ lastName }) => lastName },
          { column: 'first_name', type: 'text', of: ({ firstName }) => firstName },
          byId,
        ],
        direction: 'asc',
      },
      args,
      (user) => new PersonObject(user),
    );
  }
}
