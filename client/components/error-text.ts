import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** What the server said in a refusal that no GraphQL came to, such as one for too many requests; null for nothing. */
function saidIn({ bodyText }: ServerError): string | null {
  try {
    const { errors } = JSON.parse(bodyText) as { errors?: { message?: unknown }[] };
    const message = errors?.[0]?.message;
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** One sentence for a person: the server's own reason when it gave one, otherwise what kept it from answering. */
export function errorText(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.message ?? 'The server refused the request.';
  if (ServerError.is(error)) return saidIn(error) ?? `The server answered with status ${error.statusCode}.`;
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

/**
 * What the server says against a field of a form, without the field's name in front; null when its refusal is about
 * something else.
 */
export function fieldText(error: unknown, field: string): string | null {
  if (refusalOf(error).field !== field) return null;
  const text = errorText(error).replace(`${field}: `, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether the server answered that nobody is signed in. */
export const isSignedOut = (error: unknown): boolean =>
  refusalOf(error).code === 'UNAUTHENTICATED' || (ServerError.is(error) && error.statusCode === 401);
