import type { ErrorRequestHandler, Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { stackOf } from '../db/stack-of.ts';
import { InputProblem, type ErrorCode } from '../graphql/errors.ts';

/** Why a request is not answered: an HTTP status, and what the caller is told, in the form that all errors have. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: ErrorCode | 'INTERNAL',
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  get body() {
    return { errors: [{ message: this.message, extensions: { code: this.code } }] };
  }
}

export const notFound = () => new Refusal(404, 'NOT_FOUND', 'There is nothing at this address.');

export const wrongMethod = (allow: string) =>
  new Refusal(405, 'BAD_INPUT', `This address does not take such a request: use ${allow}.`, { allow });

export const tooLarge = (limit: number) =>
  new Refusal(413, 'BAD_INPUT', `The body is too large: at most ${limit} bytes are read.`);

const statuses: Record<ErrorCode, number> = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  TOO_LONG: 503,
};

/** The refusal that any error of a handler stands for. */
export function refusalOf(error: Error & { status?: number; limit?: number }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof InputProblem) {
    const { code, message, retryAfter } = error;
    return new Refusal(
      statuses[code],
      code,
      message,
      retryAfter ? { 'retry-after': String(retryAfter) } : {},
    );
  }
  const { status = 500, limit } = error;
  // Files answer 403 to a way out of their folder; it leads to nothing either.
  if (status === 403 || status === 404) return notFound();
  if (status === 413) return tooLarge(limit!);
  if (status < 500) return new Refusal(status, 'BAD_INPUT', 'The request cannot be read.');
  return new Refusal(500, 'INTERNAL', 'The server failed to answer; its log has the reason.');
}

/** Answers what handlers throw. Express itself would answer with a page that shows the stack. */
export function answerErrors(onProblem: (message: string) => void): ErrorRequestHandler {
  return (error: Error, request, response, next) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) onProblem(`HTTP: ${stackOf(error)}`);
    // Too late to say anything: Express ends the connection.
    if (response.headersSent) return next(error);
    sendJson(request, response.status(refusal.status).set(refusal.headers), refusal.body);
  };
}

/** JSON as the caller wants it called; it is for nobody else to keep. */
export function sendJson(request: Request, response: Response, body: object): void {
  const type = request.accepts('application/json', 'application/graphql-response+json') || 'application/json';
  response.set('cache-control', 'no-store').type(type).send(JSON.stringify(body));
}

/** Refuses on a connection that has no answer of Node's to write to, and ends it. */
export function refuseOn(socket: Duplex, { status, headers, body }: Refusal): void {
  // The client may have gone meanwhile; an error that nobody hears would end the program.
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const text = JSON.stringify(body);
  const lines = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${text}`);
}
