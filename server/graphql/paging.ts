import { ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Cursor } from '@mikro-orm/core';
import { badInput } from './errors.ts';

@ObjectType({ description: 'Where a page of a list begins and ends.' })
export class PageInfo {
  @Field({ description: 'Whether there are more items after this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether there are items before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first item; null for an empty page.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item, for `after`; null for an empty page.',
  })
  endCursor!: string | null;
}

/** An item of a page with its cursor. */
export interface Edge<T> {
  cursor: string;
  node: T;
}

/** A page of a list that can grow. */
export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** The Relay connection type for lists of `node`, and its edge. */
export function connectionOf<T extends object>(
  name: string,
  node: () => ClassType<T>,
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: 'An item of the list with its cursor.' })
  class NodeEdge {
    @Field({ description: 'Give it as `after` to read on behind this item.' })
    cursor!: string;

    @Field(node, { description: 'The item.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: 'A page of the list.' })
  class NodeConnection {
    @Field(() => [NodeEdge], { description: 'The items of this page.' })
    edges!: NodeEdge[];

    @Field({ description: 'Where this page begins and ends.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'Number of items in the whole list.' })
    totalCount!: number;
  }
  return NodeConnection as ClassType<Connection<T>>;
}

/** Checks `first`: 1 to `max`. */
export function checkFirst(first: number, max: number, field = 'first'): number {
  if (first >= 1 && first <= max) return first;
  throw badInput(field, `${field}: ${first} is out of range: use 1 to ${max}.`);
}

/** A cursor holds one text for each column of the order. */
export function checkCursor(after: string | null | undefined, columns: number): void {
  if (!after) return;
  try {
    const values: unknown = Cursor.decode(after);
    if (
      Array.isArray(values) &&
      values.length === columns &&
      values.every((value) => typeof value === 'string')
    )
      return;
  } catch {
    // Said below.
  }
  throw badCursor();
}

const badCursor = () =>
  badInput('after', 'after: this cursor is not from this list: use an endCursor or leave it out.');

/** Turns a page of records into a connection; a cursor that is not ours is BAD_INPUT. */
export async function toConnection<R extends object, T>(
  page: () => Promise<Cursor<R, never, never, never>>,
  toNode: (record: R) => T,
): Promise<Connection<T>> {
  const cursor = await page().catch((cause: unknown) => {
    if (
      cause instanceof Error &&
      /cursor|JSON|Base64|invalid|out of range/i.test(`${cause.name} ${cause.message}`)
    ) {
      throw badCursor();
    }
    throw cause;
  });
  return {
    edges: cursor.items.map((record) => ({ cursor: cursor.from(record), node: toNode(record as R) })),
    pageInfo: {
      hasNextPage: cursor.hasNextPage,
      hasPreviousPage: cursor.hasPrevPage,
      startCursor: cursor.startCursor,
      endCursor: cursor.endCursor,
    },
    totalCount: cursor.totalCount,
  };
}
