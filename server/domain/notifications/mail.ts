import type { Address } from './address.ts';

/** Messages under way at once: mail servers count the connections of a client, and some allow only three. */
export const parallelMessages = 2;

/** A message as it goes to the mail server. */
export interface Mail {
  /** The same for each try, so that a recipient can tell a second copy. */
  id: string;
  to: Address;
  subject: string;
  text: string;
  html: string;
}

/** What the mail server said of a message: taken; not now; never. `reply` is in its words. */
export type MailAnswer =
  | { outcome: 'TAKEN' }
  | { outcome: 'DEFERRED'; reply: string }
  | { outcome: 'REFUSED'; reply: string };

/** A connection to the mail server; disposing of it hangs up. */
export interface MailSession extends AsyncDisposable {
  /**
   * Waits for its turn, then sends. Throws {@link MailServerError} when the server cannot be used, and the reason of
   * `signal` when that ends the wait; the message has not been sent then.
   */
  send(mail: Mail, signal?: AbortSignal): Promise<MailAnswer>;
}

/** The mail server. */
export interface MailServer {
  /** Throws {@link MailServerError} when the server cannot be reached or does not let us in. */
  open(): Promise<MailSession>;
}

/** The mail server cannot be used at all; no message is to blame. */
export class MailServerError extends Error {
  override name = 'MailServerError';
}
