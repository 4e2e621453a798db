import { oneLine } from './format.ts';

/** What the person at the keyboard can mend. The message is one line: the value, and the remedy. */
export class Problem extends Error {
  override name = 'Problem';
}

/** An error as the API writes it. */
export interface ApiError {
  message: string;
  extensions?: { code?: string; field?: string };
}

/** The server answers, but the connection to it does not last or it has trouble of its own: worth another try. */
export const isPassing = (error: ApiError): boolean => error.extensions?.code === 'INTERNAL';

/** The API's refusal in words of the command line. */
export function refusal(error: ApiError, server: { url: string; token: string | null }): Problem {
  const where = `The server at ${server.url}`;
  if (error.extensions?.code === 'UNAUTHENTICATED') {
    return new Problem(
      server.token
        ? `${where} does not take this token: give --token (or ADMIN_TOKEN) the ADMIN_TOKEN it was started with, or one made in the console.`
        : `${where} wants a token: give --token (or ADMIN_TOKEN) the ADMIN_TOKEN it was started with, or one made in the console.`,
    );
  }
  if (error.extensions?.code === 'FORBIDDEN') {
    return new Problem(`${oneLine(error.message)} (asked at ${server.url}: use a --token with that right)`);
  }
  return new Problem(oneLine(error.message));
}

/** Nobody listens there, or the way there is closed. */
export function unreachable(url: string, why: string): Problem {
  return new Problem(
    `Nothing answers at ${url} (${why}): start the server with "npm start", or give its address with --url or USO_URL.`,
  );
}
