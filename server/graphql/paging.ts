import { ArgsType, ClassType, Field, Int, ObjectType } from 'type-graphql';
import { badInput } from './errors.ts';
import { Allow } from './rules.ts';

@Allow('viewer')
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
  /** A promise where counting costs a statement that not every caller wants. */
  readonly totalCount: number | Promise<number>;
}

/** Which page of a list a caller wants. Filters of a list extend it. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50, description: 'Items on this page, 1 to 200.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'Cursor to read on behind.' })
  after?: string | null;
}

/** The Relay connection type for lists of `node`, and its edge. */
export function connectionOf<T extends object>(
  name: string,
  node: () => ClassType<T>,
): ClassType<Connection<T>> {
  @Allow('viewer')
  @ObjectType(`${name}Edge`, { description: 'An item of the list with its cursor.' })
  class NodeEdge {
    @Field({ description: 'Give it as `after` to read on behind this item.' })
    cursor!: string;

    @Field(node, { description: 'The item.' })
    node!: T;
  }

  @Allow('viewer')
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

/** What to say about a cursor that the list cannot have given. */
export const foreignCursor = () =>
  badInput('after', 'after: this cursor is not from this list: use an endCursor or leave it out.');
