import express, { Router } from 'express';
import { readFileSync } from 'node:fs';
import { nonceOf } from './headers.ts';
import { wrongMethod } from './refusal.ts';

/** Stands in the built document where each answer has a nonce of its own. */
const nonceHere = '%NONCE%';

/** Built files are named by their content and kept for ever; every other page is the console's one document. */
export function serveConsole(folder: string): Router {
  const document = readFileSync(`${folder}/index.html`, 'utf8');
  const router = Router();
  router.use((request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw wrongMethod('GET, HEAD');
    next();
  });
  // No answer of these sends a browser anywhere else, so that none can be made to send it off.
  const files = { index: false, redirect: false } as const;
  router.use(
    '/assets',
    express.static(`${folder}/assets`, { ...files, immutable: true, maxAge: '1y', fallthrough: false }),
  );
  const sendDocument: express.RequestHandler = (_request, response) => {
    response.set('cache-control', 'no-cache').type('html');
    response.send(document.replaceAll(nonceHere, nonceOf(response)));
  };
  router.get('/index.html', sendDocument);
  // Not named by their content: the browser asks again after a while.
  router.use(express.static(folder, { ...files, maxAge: '1h' }));
  router.get('/{*page}', sendDocument);
  return router;
}
