import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anAccount, signInByLink } from '../access/support.ts';
import { demoTask, friday, runNow, sql, untilFinished } from '../engine/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { asAdmin } from '../support/token.ts';
import { expectRefusal, send } from './support.ts';

const long = 60_000;
let app: TestApp;
let id: string;
let longId: string;
beforeAll(async () => {
  app = await startTestApp({
    clock: new TestClock(friday),
    tasks: [
      demoTask({
        async run({ log }) {
          await log.info('plain');
          await log.warn('\u001B[31mred\u001B[0m\nand more', { submissionId: 7 });
        },
      }),
      demoTask({ name: 'demo.Long' }),
    ],
  });
  ({ id } = await runNow(app, 'demo.Task'));
  ({ id: longId } = await runNow(app, 'demo.Long'));
  for (const name of ['demo.Task', 'demo.Long']) await untilFinished(app, name, 1);
  await sql(
    app,
    `insert into log_line (run_id, seq, at, level, message)
     select ?, seq, now(), 'INFO', 'line ' || seq || repeat(' long', 100) from generate_series(1, ?) as seq`,
    [longId, long],
  );
});
afterAll(() => app[Symbol.asyncDispose]());

/** A download of which nothing is read. */
async function paused(): Promise<IncomingMessage> {
  const outgoing = request(`${app.url}/runs/${longId}/log.txt`, { headers: asAdmin });
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer.pause();
}

const download = (path: string, headers: Record<string, string> = asAdmin, method = 'GET') =>
  fetch(`${app.url}/runs/${path}`, { method, headers });

describe('the log of a run as a file', () => {
  test('is text for people: facility time, level, message without colours, fields', async () => {
    const answer = await download(`${id}/log.txt`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="demo.Task-run-${id}.txt"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe(
      '2027-01-15T10:00:00.000-06:00 INFO  plain\n' +
        '2027-01-15T10:00:00.000-06:00 WARN  red\nand more {"submissionId":7}\n',
    );
  });

  test('is NDJSON for programs, with each line as it was written', async () => {
    const answer = await download(`${id}/log.ndjson`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      { seq: 1, at: '2027-01-15T16:00:00Z', level: 'INFO', message: 'plain', fields: null },
      {
        seq: 2,
        at: '2027-01-15T16:00:00Z',
        level: 'WARN',
        message: '\u001B[31mred\u001B[0m\nand more',
        fields: { submissionId: 7 },
      },
    ]);
  });

  test('has every line of a long log once, in order', async () => {
    const text = await (await download(`${longId}/log.ndjson`)).text();
    const seqs = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs).toEqual(Array.from({ length: long }, (_, index) => index + 1));
  });

  test('is read from the database only as fast as it is taken', async () => {
    const answer = await paused();
    app.takeSql();
    const pages = () => app.takeSql().filter((text) => text.includes('from log_line')).length;
    // Whatever a query of the same server takes, the reading has gone on for longer than that if it goes on at all.
    let read = pages();
    for (let quiet = 0; quiet < 20; quiet += 1) {
      await app.query('{ viewer { name } }');
      const more = pages();
      if (more > 0) quiet = 0;
      read += more;
    }
    answer.destroy();
    expect(read).toBeLessThan(20);
    expect(app.problems).toEqual([]);
  });

  test('is on its way to one caller four times at most', async () => {
    const open: IncomingMessage[] = [];
    // The server may still be noticing that the one of the test before has gone.
    await expect
      .poll(async () => {
        const answer = await paused();
        if (answer.statusCode === 200) open.push(answer);
        else answer.destroy();
        return open.length;
      })
      .toBe(4);
    expectRefusal(await send(app.url, `GET /runs/${longId}/log.txt`, asAdmin), 429, 'RATE_LIMITED');
    for (const answer of open) answer.destroy();
    await expect.poll(async () => (await download(`${id}/log.txt`)).status).toBe(200);
  });

  test('is answered to HEAD without the log', async () => {
    const answer = await download(`${id}/log.txt`, asAdmin, 'HEAD');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
  });

  test('is for whoever is signed in, by cookie as well', async () => {
    const { link } = await anAccount(app);
    const cookie = await signInByLink(app, link);
    expect((await download(`${id}/log.txt`, { cookie })).status).toBe(200);
    expectRefusal(await send(app.url, `GET /runs/${id}/log.txt`), 401, 'UNAUTHENTICATED');
    const guess = { authorization: 'Bearer not-a-token-of-this-server' };
    expectRefusal(await send(app.url, `GET /runs/${id}/log.ndjson`, guess), 401, 'UNAUTHENTICATED');
  });

  test.each(['999999', '0', 'x', '-1', '1%27', '9'.repeat(40)])(
    'of the run %s is NOT_FOUND',
    async (unknown) => {
      expectRefusal(await send(app.url, `GET /runs/${unknown}/log.txt`, asAdmin), 404, 'NOT_FOUND');
    },
  );

  test('is only read', async () => {
    const answer = await send(app.url, `DELETE /runs/${id}/log.txt`, asAdmin);
    expect(answer?.headers['allow']).toBe('GET, HEAD');
    expectRefusal(answer, 405, 'BAD_INPUT');
  });
});
