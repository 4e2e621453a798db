import express, { type RequestHandler } from 'express';
import { tooLarge } from './refusal.ts';

/**
 * Reads a body of JSON of at most `limit` bytes. One that says to be longer is refused at once: Express would first wait
 * for all of it, however long.
 */
export function readJson(limit: number): RequestHandler {
  const parse = express.json({ limit });
  return (request, response, next) => {
    if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
    parse(request, response, next);
  };
}
