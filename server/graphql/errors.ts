import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../domain/errors.ts';

export type ErrorCode = 'BAD_INPUT' | 'NOT_FOUND' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'CONFLICT';

/** An answer to the caller's own mistake: the message names the value and the remedy. */
export class InputProblem extends GraphQLError {
  constructor(code: ErrorCode, message: string, field?: string) {
    // Over HTTP scripts look at the status first; everything else is answered with 200, as GraphQL does.
    const http = code === 'UNAUTHENTICATED' ? { http: { status: 401 } } : {};
    super(message, { extensions: { code, ...(field && { field }), ...http } });
  }
}

export const badInput = (field: string, message: string) => new InputProblem('BAD_INPUT', message, field);
export const notFound = (message: string) => new InputProblem('NOT_FOUND', message);

/** PostgreSQL keeps no NUL character, so no name or line has one; asked for it, the protocol itself breaks. */
export const canExist = (text: string) => !text.includes('\0');

export const unknownTask = (name: string) =>
  notFound(`There is no task ${JSON.stringify(name)}: see the query tasks for the names.`);

/** Codes with which GraphQL itself refuses a request; all of them are the caller's input. */
const refusals = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
]);

/**
 * Turns any error into what a caller may see: a code of the contract and a message without internals.
 * Everything else is reported to `onProblem` and answered as INTERNAL.
 */
export function toFormattedError(
  formatted: GraphQLFormattedError,
  error: unknown,
  onProblem: (message: string) => void,
): GraphQLFormattedError {
  const { message, locations, path } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;

  if (cause instanceof DomainError) {
    const { code, field } = cause;
    return { message: cause.message, ...where, extensions: { code, ...(field && { field }) } };
  }
  if (cause instanceof InputProblem) {
    const { http: _http, ...extensions } = cause.extensions;
    return { message, ...where, extensions };
  }

  const code = formatted.extensions?.['code'];
  const isOurs = cause instanceof GraphQLError || !(error instanceof GraphQLError);
  if (typeof code === 'string' && refusals.has(code) && isOurs) {
    const field = fieldOf(message);
    return { message, ...where, extensions: { code: 'BAD_INPUT', ...(field && { field }) } };
  }
  onProblem(
    `GraphQL ${path?.join('.') ?? ''}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
  );
  return {
    message: 'The server failed to answer; its log has the reason.',
    ...where,
    extensions: { code: 'INTERNAL' },
  };
}

/** GraphQL says which variable was wrong only in its message. */
function fieldOf(message: string): string | undefined {
  return (
    /^Variable "\$[^"]*" got invalid value .*? at "([^"]+)"/s.exec(message)?.[1] ??
    /^Variable "\$([^"]*)"/.exec(message)?.[1]
  );
}
