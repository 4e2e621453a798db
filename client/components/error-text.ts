import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** One sentence for a person: the server's own reason when it gave one, otherwise what kept it from answering. */
export function errorText(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.message ?? 'The server refused the request.';
  if (ServerError.is(error)) return `The server answered with status ${error.statusCode}.`;
  return 'The server cannot be reached. Check the connection and try again.';
}
