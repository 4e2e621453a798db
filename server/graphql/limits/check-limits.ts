import { GraphQLError, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { costOf } from './cost.ts';
import { limits } from './limits.ts';
import { measure, type Size } from './measure.ts';

/** What each limit counts, in the words of a refusal. */
const counted = {
  depth: 'levels of fields',
  fields: 'fields (those of a fragment counted each time it is used)',
  breadth: 'fields side by side',
  rootFields: 'queries or mutations at its top',
  aliases: 'aliases',
  directives: 'directives',
} as const;

/** Refuses a document that is too large to be looked at closely. Comes before validation, which may take long. */
export function checkSize(document: DocumentNode): void {
  const { operations, fragments } = measure(document);
  for (const size of operations) {
    refuseAbove('rootFields', size.own);
    refuseSize(size);
  }
  for (const size of fragments) refuseSize(size);
}

/** Refuses variables with more in them than any operation takes. */
export function checkVariables(variables: Record<string, unknown>): void {
  const waiting: unknown[] = [variables];
  for (let count = 0; waiting.length > 0;) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const parts = Object.values(value);
    count += parts.length;
    if (count > limits.values) {
      throw new GraphQLError(
        `The variables have more than ${limits.values.toLocaleString('en')} values: send fewer, in several operations.`,
      );
    }
    waiting.push(...parts);
  }
}

/** Refuses an operation whose answer may be too large. The document must be valid. */
export function checkCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  const cost = costOf(schema, document, operation, variables);
  if (cost <= limits.cost) return;
  throw new GraphQLError(
    `The answer may have ${cost.toLocaleString('en')} values, and at most ${limits.cost.toLocaleString('en')} are given at once: ask for fewer fields or a smaller page (first).`,
  );
}

function refuseSize(size: Size): void {
  // Deep ones first: what is too deep is often too much of everything.
  for (const name of ['depth', 'breadth', 'aliases', 'directives', 'fields'] as const) {
    refuseAbove(name, size[name]);
  }
}

function refuseAbove(name: keyof typeof counted, count: number): void {
  if (count <= limits[name]) return;
  // A fragment bomb stands for more than can be written out.
  const shown = count > 1e9 ? 'more than a thousand million' : count.toLocaleString('en');
  throw new GraphQLError(
    `The operation has ${shown} ${counted[name]}; at most ${limits[name].toLocaleString('en')} are allowed: ask for fewer fields, or in several operations.`,
  );
}
