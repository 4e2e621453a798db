import { setTimeout as delay } from 'node:timers/promises';
import type { Address } from './address.ts';
import { type MailAnswer, type MailServer, MailServerError, parallelMessages } from './mail.ts';
import { oneLine } from './message-text.ts';

export interface SmtpSettings {
  /** `smtp://` or `smtps://`, with user and password when the server asks for them. */
  url: string;
  from: Address;
  /** Messages a second at most. */
  rate: number;
  /** The facility's name, which becomes part of each Message-ID. */
  facility: string;
}

/** A mail server reached by SMTP. */
export function smtpServer({ url, from, rate, facility }: SmtpSettings): MailServer {
  const messageId = messageIds(facility, from.address);
  const turn = turns(rate);
  const unusable = (cause: unknown) =>
    new MailServerError(`The mail server ${hostOf(url)} cannot be used: ${wordsOf(cause)}`, { cause });

  return {
    async open() {
      // Loaded when it is needed: each task has a thread of its own, and one of them mails.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        url,
        pool: true,
        maxConnections: parallelMessages,
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        // A server may look at a message for a while before it takes it.
        socketTimeout: 60_000,
      });
      const check = async () => {
        await transport.verify().catch((cause: unknown) => {
          throw unusable(cause);
        });
      };
      await check();
      return {
        async send({ id, to, subject, text, html }, signal) {
          await turn(signal);
          try {
            await transport.sendMail({
              messageId: messageId(id),
              from,
              to: { name: oneLine(to.name), address: to.address },
              subject,
              text,
              html,
              // No answer from an absent recipient's machine.
              headers: { 'Auto-Submitted': 'auto-generated' },
              disableFileAccess: true,
              disableUrlAccess: true,
            });
            return { outcome: 'TAKEN' };
          } catch (cause) {
            const answer = answerOf(cause);
            if (answer === 'NONE') {
              // The connection broke. When the server is there, it was this message that broke it.
              await check();
              return { outcome: 'DEFERRED', reply: wordsOf(cause) };
            }
            if (answer === 'ABOUT US') throw unusable(cause);
            return answer;
          }
        },
        async [Symbol.asyncDispose]() {
          transport.close();
        },
      };
    },
  };
}

/** What nodemailer tells with an error. */
interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number | false;
  response?: string;
}

/** Replies that ask for a login or for encryption: whatever the message, the next one will get them too. */
const wantsLogin = new Set([530, 534, 535, 538]);
/** Too large a message, told before it is sent. */
const tooLarge = 552;
/** Said of the session, not of the message: another one will do. */
const badSequence = 503;

/** What an error says of the message; `ABOUT US` when any other would fare the same, `NONE` when it says nothing. */
function answerOf(cause: unknown): MailAnswer | 'ABOUT US' | 'NONE' {
  const { code, command = '', responseCode } = cause as SmtpError;
  const ofMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!ofMessage) return 'NONE';
  const reply = wordsOf(cause);
  // Refused before it came to the server: an address that it cannot take, for one.
  if (!responseCode) return { outcome: 'REFUSED', reply };
  if (responseCode < 500 || responseCode === badSequence) return { outcome: 'DEFERRED', reply };
  const ofSender = command === 'MAIL FROM' && responseCode !== tooLarge;
  return ofSender || wantsLogin.has(responseCode) ? 'ABOUT US' : { outcome: 'REFUSED', reply };
}

/** The server's own words when it said any. */
function wordsOf(cause: unknown): string {
  const { response, message } = cause as SmtpError;
  return oneLine(response ?? message);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'that is set';
}

/** Message-IDs that no other facility, not even one with the same sender, makes too. */
function messageIds(facility: string, sender: string): (id: string) => string {
  const slug = facility
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const domain = sender.slice(sender.indexOf('@') + 1);
  return (id) => `<notification-${id}.${slug || 'facility'}@${domain}>`;
}

/** Lets callers through one after the other, evenly and no faster than `rate` a second. */
function turns(rate: number): (signal?: AbortSignal) => Promise<void> {
  let free = 0;
  return async (signal) => {
    signal?.throwIfAborted();
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + 1_000 / rate;
    if (mine > now) await delay(mine - now, undefined, { signal });
  };
}
