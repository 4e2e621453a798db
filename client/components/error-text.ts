import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** One sentence for a person: the server's own reason when it gave one, otherwise what kept it from answering. */
export function errorText(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.message ?? 'The server refused the request.';
  if (ServerError.is(error)) return `The server answered with status ${error.statusCode}.`;
  return 'The server cannot be reached. Check the connection and try again.';
}

/** The server's code for a refusal, such as CONFLICT, and the field it is about; nothing when it did not refuse. */
export function refusalOf(error: unknown): { code?: string; field?: string } {
  const { code, field } = (CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions) || {};
  return {
    code: typeof code === 'string' ? code : undefined,
    field: typeof field === 'string' ? field : undefined,
  };
}
