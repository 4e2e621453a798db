import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { callerBusy } from '../db/fair-pool.ts';
import { stackOf } from '../db/stack-of.ts';
import { DomainError } from '../domain/errors.ts';

const errorCodes = [
  'BAD_INPUT',
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'CONFLICT',
  'RATE_LIMITED',
  'TOO_LONG',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An answer to the caller's own mistake: the message names the value and the remedy. */
export class InputProblem extends GraphQLError {
  constructor(
    readonly code: ErrorCode,
    message: string,
    field?: string,
    /** Seconds after which it is worth to ask again. */
    readonly retryAfter?: number,
  ) {
    super(message, { extensions: { code, ...(field && { field }), ...(retryAfter && { retryAfter }) } });
  }
}

export const badInput = (field: string, message: string) => new InputProblem('BAD_INPUT', message, field);
export const notFound = (message: string) => new InputProblem('NOT_FOUND', message);

/** PostgreSQL keeps no NUL character, so no name or line has one; asked for it, the protocol itself breaks. */
export const canExist = (text: string) => !text.includes('\0');

export const unknownRun = (id: string) =>
  notFound(`There is no run ${JSON.stringify(id)}: it never was, or was removed by age.`);

export const unknownTask = (name: string) =>
  notFound(`There is no task ${JSON.stringify(name)}: see the query tasks for the names.`);

/**
 * Turns any error into what a caller may see: a code of the contract and a message without internals.
 * Everything else is reported to `onProblem` and answered as INTERNAL.
 */
export function toFormattedError(
  error: GraphQLError,
  onProblem: (message: string) => void,
): GraphQLFormattedError {
  const { message, locations, path } = error;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const cause = error.originalError ?? error;

  if (cause instanceof DomainError) {
    const { code, field } = cause;
    return { message: cause.message, ...where, extensions: { code, ...(field && { field }) } };
  }
  if (cause instanceof GraphQLError && errorCodes.some((code) => code === cause.extensions['code'])) {
    return { message, ...where, extensions: cause.extensions };
  }
  if ('code' in cause && cause.code === callerBusy) {
    const busy =
      'You have asked for more than can be done at once: ask again when your other operations have ended.';
    return { message: busy, ...where, extensions: { code: 'RATE_LIMITED' } };
  }
  onProblem(`GraphQL ${path?.join('.') ?? ''}: ${stackOf(cause)}`);
  return {
    message: 'The server failed to answer; its log has the reason.',
    ...where,
    extensions: { code: 'INTERNAL' },
  };
}
