import { describe, expect, test } from 'vitest';
import { aToken, asSession, signInByLink } from '../access/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { RawSocket } from '../support/raw-socket.ts';
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
    const ask = async (times: number) => {
      const answers: { type: string; payload: unknown }[] = [];
      for (let id = 0; id < times; id += 1) {
        line.sendMessage({ type: 'subscribe', id: String(id), payload: { query: whoAmI } });
      }
      for (let left = times; left > 0;) {
        const answer = (await line.message<{ type: string; payload: unknown }>())!;
        if (answer.type !== 'next') left -= 1;
        if (answer.type !== 'complete') answers.push(answer);
      }
      return answers;
    };
    let refused: { type: string; payload: unknown } | undefined;
    // Bounded by far more than there is time for, not by a clock: a slow machine gets there, too.
    for (let round = 0; round < 200 && !refused; round += 1) {
      refused = (await ask(40)).find(({ type }) => type === 'error');
    }
    expect(refused).toMatchObject({ payload: limited.errors });

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
    expect(app.takeSql()).toEqual([]);

    const { socket } = await RawSocket.open(`${app.url}/graphql`);
    await using line = socket!;
    line.sendMessage({ type: 'connection_init', payload: { authorization: 'Bearer uso_wrong-32' } });
    expect(await line.closing()).toMatchObject({ code: 1013 });

    const { data } = await app.request<{ viewer: object }>(whoAmI, {}, asSession(cookie));
    expect(data.viewer).not.toBeNull();
  });
});
