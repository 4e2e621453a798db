import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayLiteral } from '../../db/array-literal.ts';

/**
 * The ids of the users who hold each of these roles, exactly: `reviewer` is not `reviewer:cmcf-id` (domain §5.4).
 * A role nobody holds maps to no ids. One statement, however many roles.
 */
export async function holdersOf(
  em: EntityManager,
  roles: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const holders = new Map<string, string[]>(roles.map((role) => [role, []]));
  if (holders.size === 0) return holders;
  const rows = await em.execute<{ role: string; id: string }[]>(
    `select role, u.id
     from unnest(?::text[]) as role join facility_user u on u.roles @> array[role]
     order by u.id`,
    [arrayLiteral([...holders.keys()])],
  );
  for (const { role, id } of rows) holders.get(role)?.push(id);
  return holders;
}
