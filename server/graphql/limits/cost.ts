import {
  getNullableType,
  isListType,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { fieldExtensionsEstimator, getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';

/** Items of a list that has no pages, as a guess: teams, stages, reviews of a stage and the like are fewer. */
const usualItems = 10;

/** No list gives more on a page; what asks for more is refused by the list itself. */
const mostItems = 5_000;

/** A page of a list: how many items its own list has was counted where the page was asked for. */
const pageName = /(Connection|Page)$/;

/**
 * The values that the answer to an operation has at most, as far as can be told before: a list has as many items as
 * are asked for. A subscription counts by one of its events. The document must be valid, the variables as they came.
 */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  return getComplexity({
    schema,
    query,
    operationName: operation.name?.value,
    variables,
    // A field may say for itself what it costs.
    estimators: [fieldExtensionsEstimator(), cost],
  });
}

const cost: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  // Of a log, which has both ends.
  const first: unknown = args['last'] ?? args['first'];
  if (typeof first === 'number') {
    const items = Math.min(Math.max(first, 1), mostItems);
    // A list of plain values has nothing below it.
    return 1 + items * Math.max(childComplexity, 1);
  }
  // The schema itself is in memory, and how deep one may ask is limited.
  const isCounted = pageName.test(type.name) || type.name.startsWith('__');
  const isList = isListType(getNullableType(field.type));
  return 1 + (isList && !isCounted ? usualItems : 1) * childComplexity;
};
