import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { checkCost, checkSize, checkVariables } from './limits/check-limits.ts';
import { limits, mistakesTold } from './limits/limits.ts';

/** An operation as a client sends it. */
export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/**
 * Parses and checks an operation, over HTTP and WebSocket alike: what to execute, or the mistakes.
 * Each step is cheap for what the ones before it have let through, so no document takes long to refuse.
 */
export function checkOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: OperationRequest,
  /** Whether the caller may read the schema, and be told the names that were meant. */
  mayIntrospect: boolean,
): ExecutionArgs | GraphQLError[] {
  const variableValues = variables ?? {};
  const hints = { hideSuggestions: !mayIntrospect };
  try {
    const document = parseShort(query);
    checkSize(document);
    checkVariables(variableValues);
    const ours = mayIntrospect ? [subscriptionIsWhole] : [subscriptionIsWhole, schemaNeedsRole];
    const rules = [...specifiedRules, ...ours];
    const invalid = validate(schema, document, rules, { maxErrors: mistakesTold, ...hints });
    if (invalid.length > 0) return refuse(invalid);

    const operation = getOperationAST(document, operationName);
    if (!operation) return refuse([new GraphQLError('Name the operation to run.')]);
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues, {
      maxErrors: mistakesTold,
      ...hints,
    });
    if (errors) return refuse(errors);
    checkCost(schema, document, operation, variableValues);
    return { schema, document, variableValues, operationName, ...hints };
  } catch (cause) {
    if (cause instanceof GraphQLError) return refuse([cause]);
    throw cause;
  }
}

function parseShort(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch (cause) {
    if (cause instanceof GraphQLError && /contains more tha[nt] \d+ tokens/.test(cause.message)) {
      throw new GraphQLError(
        `The document has more than ${limits.tokens.toLocaleString('en')} words and signs: ask for fewer fields, or in several operations.`,
      );
    }
    throw cause;
  }
}

const schemaNeedsRole: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    const message = 'The schema can be read by those who are signed in and have a role here: sign in first.';
    context.reportError(new GraphQLError(message, { nodes: node, extensions: { code: 'UNAUTHENTICATED' } }));
  },
});

/** As the specification wants it since 2025: what follows nothing cannot be followed, and GraphQL.js fails at it. */
const subscriptionIsWhole: ValidationRule = (context) => {
  const check = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      const leavesOut = node.directives?.find(
        ({ name }) => name.value === 'skip' || name.value === 'include',
      );
      if (leavesOut) {
        const message = `The field of a subscription cannot be left out: take @${leavesOut.name.value} away.`;
        context.reportError(new GraphQLError(message, { nodes: leavesOut }));
      }
      if (node.kind === Kind.FIELD) continue;
      const inner = node.kind === Kind.FRAGMENT_SPREAD ? context.getFragment(node.name.value) : node;
      if (inner) check(inner.selectionSet);
    }
  };
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation === OperationTypeNode.SUBSCRIPTION) check(selectionSet);
    },
  };
};

function refuse(errors: readonly GraphQLError[]): GraphQLError[] {
  return errors.map(({ message, nodes, source, positions, extensions }) => {
    const field = fieldOf(message);
    const code = extensions['code'] === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'BAD_INPUT';
    // Names and values of the caller's are in it, and may be as long as the request.
    const short = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
    return new GraphQLError(short, {
      nodes,
      source,
      positions,
      extensions: { code, ...(field && { field }) },
    });
  });
}

/** Characters of a refusal that anybody reads. */
const longestMessage = 500;

/** GraphQL says which variable was wrong only in its message. */
function fieldOf(message: string): string | undefined {
  return (
    /^Variable "\$[^"]*" got invalid value .*? at "([^"]+)"/s.exec(message)?.[1] ??
    /^Variable "\$([^"]*)"/.exec(message)?.[1]
  );
}
