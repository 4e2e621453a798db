import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { RawHttp, rawRequest, sendRaw } from './raw-http.ts';

// Node's own server, which says the path and the body back: /whole with its length, /chunks in chunks, /end until the end.
const serverWith = (limits: ServerOptions) =>
  createServer(limits, async (request, response) => {
    const text = (await Array.fromAsync(request, String)).join('');
    if (request.url === '/reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (request.url === '/end') response.useChunkedEncodingByDefault = false;
    if (request.url !== '/whole') response.write('in ');
    response.end(`parts ${text}`);
  });
const server = serverWith({});
const hasty = serverWith({ requestTimeout: 200, headersTimeout: 200, connectionsCheckingInterval: 20 });
const servers = [server, hasty];
const urlOf = (at: Server) => `http://127.0.0.1:${(at.address() as AddressInfo).port}`;
let url: string;
beforeAll(async () => {
  for (const each of servers) await once(each.listen(0, '127.0.0.1'), 'listening');
  url = urlOf(server);
});
afterAll(() => {
  for (const each of servers) {
    each.closeAllConnections();
    each.close();
  }
});

describe.concurrent('a raw HTTP connection', () => {
  test.for([
    { path: '/whole', body: 'parts body', closed: false },
    { path: '/chunks', body: 'in parts body', closed: false },
    { path: '/end', body: 'in parts body', closed: true },
  ])('reads an answer to its end: $path', async ({ path, body, closed }, { expect }) => {
    expect(await sendRaw(url, rawRequest(url, `POST ${path}`, [], 'body'))).toMatchObject({
      answer: { status: 200, headers: { date: expect.stringMatching(/GMT$/) }, body },
      closed,
    });
  });

  test('reads the answers to several requests one by one', async ({ expect }) => {
    await using connection = await RawHttp.connect(url);
    connection.send(rawRequest(url, 'POST /whole', [], '1') + rawRequest(url, 'POST /chunks', [], '2'));
    expect((await connection.answer())?.body).toBe('parts 1');
    expect((await connection.answer())?.body).toBe('in parts 2');
    expect(await connection.answer(50)).toBeNull();
  });

  test('sends what is not HTTP, and tells that it was refused and closed', async ({ expect }) => {
    expect(await sendRaw(url, '\0\xff not HTTP\r\n\r\n')).toMatchObject({
      answer: { status: 400 },
      closed: true,
    });
  });

  test('tells that the server closed without an answer', async ({ expect }) => {
    expect(await sendRaw(url, rawRequest(url, 'GET /reset'))).toEqual({ answer: null, closed: true });
  });

  test('sends slowly until the server has had enough', async ({ expect }) => {
    await using connection = await RawHttp.connect(urlOf(hasty));
    const request = rawRequest(url, 'GET /whole', [`X-Slow: ${'x'.repeat(10_000)}`]);
    expect(await connection.dribble(request, 5)).toBeLessThan(request.length);
    expect((await connection.answer())?.status).toBe(408);
    expect(await connection.closes()).toBe(true);
  });

  test('sends slowly to the end when the server waits', async ({ expect }) => {
    await using connection = await RawHttp.connect(url);
    const request = rawRequest(url, 'GET /whole');
    expect(await connection.dribble(request, 0)).toBe(request.length);
    expect((await connection.answer())?.status).toBe(200);
    expect(await connection.closes(10)).toBe(false);
  });
});
