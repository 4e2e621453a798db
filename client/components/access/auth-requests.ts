interface Answer {
  /** Where the browser is to go on. */
  url?: string;
  errors?: { message?: string; extensions?: { code?: string } }[];
}

/** The server does not let in who asks; anything else that goes wrong is a plain error. */
export class NotLetIn extends Error {
  override name = 'NotLetIn';
}

/** One step of signing in or out, outside GraphQL since it sets cookies. Rejects with what to tell the person. */
async function post(step: string, body: object): Promise<Answer> {
  const response = await fetch(`/auth/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new Error('The server cannot be reached. Check the connection and try again.', { cause });
  });
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (response.ok) return answer;
  const [refusal] = answer.errors ?? [];
  const message = refusal?.message ?? `The server answered with status ${response.status}.`;
  throw refusal?.extensions?.code === 'UNAUTHENTICATED' ? new NotLetIn(message) : new Error(message);
}

export async function signInByPassword(email: string, password: string): Promise<void> {
  await post('sign-in/email', { email, password });
}

export async function signInByLink(token: string): Promise<void> {
  await post('sign-in/link', { token });
}

/** Goes to the identity provider, which sends the browser back to `path`; when it refuses, to the sign-in page. */
export async function signInAtProvider(path: string): Promise<void> {
  const { url } = await post('sign-in/social', {
    provider: 'oidc',
    callbackURL: path,
    errorCallbackURL: `/sign-in?${new URLSearchParams({ returnTo: path }).toString()}`,
  });
  if (!url) throw new Error('The server did not say where to sign in. Try again, or tell an administrator.');
  location.assign(url);
}

/**
 * Signs out here, and at the identity provider when the sign-in came from there: the browser then leaves for it and
 * comes back to the sign-in page. Answers whether it leaves.
 */
export async function signOut(): Promise<boolean> {
  const { url } = await post('sign-out', { callbackURL: `${location.origin}/sign-in` });
  if (url) location.assign(url);
  return url !== undefined;
}
