import { type Request, type Response, Router } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { permits } from '../access/roles.ts';
import { exportLog, type LogFormat, logFormats } from '../engine/export-log.ts';
import { findRun } from '../engine/find-run.ts';
import { type Services, signInFirst } from '../graphql/context.ts';
import { unknownRun } from '../graphql/errors.ts';
import { isId } from '../graphql/list.ts';
import { forbidden } from '../graphql/rules.ts';
import { keyOf, type Callers } from './callers.ts';
import { wrongMethod } from './refusal.ts';
import { originOf } from './sign-in-routes.ts';

const types: Record<LogFormat, string> = {
  txt: 'text/plain; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** `GET /runs/12/log.txt` and `.ndjson`: the whole log of a run as a file, for whoever may read it. */
export function logDownloads(services: Services, callers: Callers): Router {
  const router = Router();
  for (const format of Object.keys(logFormats) as LogFormat[]) {
    const path = `/:id/log.${format}`;
    router.get(path, (request, response) => send(services, callers, format, request, response));
    router.all(path, () => {
      throw wrongMethod('GET, HEAD');
    });
  }
  return router;
}

async function send(
  services: Services,
  callers: Callers,
  format: LogFormat,
  request: Request,
  response: Response,
): Promise<void> {
  const { authorization, cookie, host } = request.headers;
  const origin = originOf(request);
  const principal = await callers.identify({ authorization, cookie, host }, origin);
  await callers.count(keyOf(principal, origin));
  if (!principal) throw signInFirst();
  if (!permits('viewer', principal.role)) throw forbidden('viewer', principal);
  const { orm, clock, facility, access } = services;
  const id = String(request.params['id']);
  const run = isId(id) ? await findRun(orm.em.fork(), id, clock.now()) : null;
  if (!run) throw unknownRun(id);

  using _place = callers.beginDownload(principal, origin);
  response.set({
    'content-type': types[format],
    'content-disposition': `attachment; filename="${run.task}-run-${run.id}.${format}"`,
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Whoever loses the right to read it meanwhile gets no more.
  const leave = access.watch.add(principal, () => response.destroy());
  const pieces = exportLog(() => orm.em.fork(), run.id, { format, timeZone: facility.timeZone });
  try {
    // One piece ahead is enough.
    await pipeline(Readable.from(pieces, { highWaterMark: 1 }), response);
  } catch (cause) {
    if (!response.destroyed) throw cause;
  } finally {
    leave();
  }
}
