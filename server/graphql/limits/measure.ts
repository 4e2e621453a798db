import { GraphQLError, Kind, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';

/** How large a selection is, with fragments counted each time they are used. */
export interface Size {
  depth: number;
  fields: number;
  /** Fields at its top. */
  own: number;
  /** Most fields side by side anywhere in it. */
  breadth: number;
  aliases: number;
  directives: number;
}

const empty: Size = { depth: 0, fields: 0, own: 0, breadth: 0, aliases: 0, directives: 0 };

/**
 * The sizes of all operations and fragments of a document, in time that grows with its length and not with what it
 * stands for. Knows no schema, so it can come before all that does. Throws for a fragment within itself.
 */
export function measure(document: DocumentNode): { operations: Size[]; fragments: Size[] } {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const named = new Map(fragments.map((node) => [node.name.value, node]));
  const known = new Map<string, Size>();
  const open = new Set<string>();

  const sizeOfFragment = (name: string): Size => {
    const fragment = named.get(name);
    // One that does not exist is for GraphQL's own rules to refuse.
    if (!fragment) return empty;
    const before = known.get(name);
    if (before) return before;
    if (open.has(name))
      throw new GraphQLError(`The fragment ${name} contains itself: leave one of the two out.`);
    open.add(name);
    const size = sizeOf(fragment);
    open.delete(name);
    known.set(name, size);
    return size;
  };
  const sizeOfSelection = (node: SelectionNode): Size => {
    const directives = node.directives?.length ?? 0;
    if (node.kind === Kind.FIELD) {
      const inner = node.selectionSet ? sizeOf({ selectionSet: node.selectionSet }) : empty;
      return {
        depth: inner.depth + 1,
        fields: inner.fields + 1,
        own: 1,
        breadth: inner.breadth,
        aliases: inner.aliases + (node.alias ? 1 : 0),
        directives: inner.directives + directives,
      };
    }
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? sizeOfFragment(node.name.value) : sizeOf(node);
    return { ...inner, directives: inner.directives + directives };
  };
  const sizeOf = ({ selectionSet }: { selectionSet: SelectionSetNode }): Size => {
    const size = { ...empty };
    for (const part of selectionSet.selections.map(sizeOfSelection)) {
      size.depth = Math.max(size.depth, part.depth);
      size.breadth = Math.max(size.breadth, part.breadth);
      for (const count of ['fields', 'own', 'aliases', 'directives'] as const) size[count] += part[count];
    }
    size.breadth = Math.max(size.breadth, size.own);
    return size;
  };

  // Fragments that no operation uses are validated, too.
  return { operations: operations.map(sizeOf), fragments: fragments.map(sizeOf) };
}
