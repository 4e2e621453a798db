import { describe, expect, test } from 'vitest';
import { aToken, asSession, signInByLink } from '../access/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { encodeFrame, RawSocket } from '../support/raw-socket.ts';
import { asAdmin } from '../support/token.ts';
import { whoAmI } from './support.ts';

const post = (of: TestApp, headers: Record<string, string>) =>
  fetch(`${of.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: whoAmI }),
  });

const limited = {
  errors: [{ message: expect.stringMatching(/: wait \d+ s\.$/), extensions: { code: 'RATE_LIMITED' } }],
};

describe('a caller', () => {
  test('who asks more than a thousand times within 10 s has to wait, over HTTP and WebSocket; others do not', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const other = await aToken(app);
    const { socket } = await RawSocket.open(`${app.url}/graphql`);
    await using line = socket!;
    await line.begin(asAdmin);
    // All at once: a slow machine takes them within 10 s, too. Those beyond the fifty under way count like the others.
    const asked = Array.from({ length: 1_001 }, (_, id) =>
      encodeFrame({
        payload: JSON.stringify({ type: 'subscribe', id: String(id), payload: { query: '{' } }),
      }),
    );
    line.sendBytes(Buffer.concat(asked));
    let answer: { type: string; id: string; payload: object } | null;
    do answer = await line.message();
    while (answer && answer.id !== '1000');
    expect(answer).toMatchObject({ type: 'error', payload: limited.errors });

    const response = await post(app, asAdmin);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect(await response.json()).toMatchObject(limited);

    expect((await post(app, { authorization: other.authorization })).status).toBe(200);
    expect((await post(app, {})).status).toBe(200);
  });

  test('with thirty bad tokens is not asked for a token for a minute; who is signed in goes on', async () => {
    await using app = await startTestApp({ env: { ROLE: 'server' } });
    const cookie = await signInByLink(app, app.app.signInLink!);
    for (let tries = 0; tries < 30; tries += 1) {
      expect((await post(app, { authorization: `Bearer uso_wrong-${tries}` })).status).toBe(401);
    }
    app.takeSql();
    const response = await post(app, { authorization: 'Bearer uso_wrong-31' });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await response.json()).toMatchObject(limited);
    // The tokens that we have are not even looked at.
    expect(app.takeSql().join()).not.toContain('api_token');

    const { socket } = await RawSocket.open(`${app.url}/graphql`);
    await using line = socket!;
    line.sendMessage({ type: 'connection_init', payload: { authorization: 'Bearer uso_wrong-32' } });
    expect(await line.closing()).toMatchObject({ code: 1013 });

    const { data } = await app.request<{ viewer: object }>(whoAmI, {}, asSession(cookie));
    expect(data.viewer).not.toBeNull();
  });
});
