import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  parse,
  validate,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql';

/** An operation as a client sends it. */
export interface OperationRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/**
 * Parses and checks an operation that came over WebSocket, with the codes that Apollo Server gives over HTTP.
 * graphql-ws alone would close the whole socket on a syntax error, and its other refusals carry no code.
 */
export function checkOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: OperationRequest,
): ExecutionArgs | GraphQLError[] {
  const variableValues = variables ?? {};
  try {
    const document = parse(query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) return refuse(invalid, 'GRAPHQL_VALIDATION_FAILED');

    const operation = getOperationAST(document, operationName);
    if (!operation) {
      return refuse([new GraphQLError('Name the operation to run.')], 'OPERATION_RESOLUTION_FAILURE');
    }
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues);
    return errors ? refuse(errors, 'BAD_USER_INPUT') : { schema, document, variableValues, operationName };
  } catch (cause) {
    if (cause instanceof GraphQLError) return refuse([cause], 'GRAPHQL_PARSE_FAILED');
    throw cause;
  }
}

function refuse(errors: readonly GraphQLError[], code: string): GraphQLError[] {
  return errors.map(
    ({ message, nodes, source, positions }) =>
      new GraphQLError(message, { nodes, source, positions, extensions: { code } }),
  );
}
