import { createServer } from 'node:http';
import { once } from 'node:events';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startTestApp } from '../support/app.ts';
import { cli, linesOf, startCli } from './support/cli.ts';
import { aTask, idle } from './support/tasks.ts';

const refused = (line: string) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^${line}\n$`)),
});

test('a server that is not there is named, with how to start it', async () => {
  await using nobody = await deafPort();
  const { port } = nobody;
  const line = `Nothing answers at http://127\\.0\\.0\\.1:${port} \\(ECONNREFUSED\\): start the server with "npm start", or .*`;
  expect(await cli(`http://127.0.0.1:${port}`, 'list')).toEqual(refused(line));
  expect(await startCli('', ['list'], { PORT: String(port) }).ended).toEqual(refused(line));
});

test('an address that is none, and a server that is another one, are told apart', async () => {
  expect(await cli('localhost:4000', 'list')).toEqual(
    refused('--url "localhost:4000" is not an address: use .*'),
  );
  await using other = createServer((_request, response) => void response.writeHead(404).end('<h1>no</h1>'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect(await cli(url, 'list')).toEqual(
    refused(`${url} answers \\(HTTP 404\\), but not as .*: check --url or USO_URL\\.`),
  );
});

test('tasks that are unknown or ambiguous are refused with the candidates, and nothing is started', async () => {
  const tasks = [aTask('demo.Greet', idle), aTask('other.Greet', idle)];
  await using app = await startTestApp({ tasks });
  expect(await cli(app.url, 'run', 'greet')).toEqual(
    refused('"greet" could be demo\\.Greet or other\\.Greet: give the whole name\\.'),
  );
  expect(await cli(app.url, 'show', 'Nope')).toEqual(
    refused('There is no task "Nope": use one of demo\\.Greet, other\\.Greet\\.'),
  );
  expect(await app.query('{ runs { totalCount } }')).toEqual({ runs: { totalCount: 0 } });
});

test('the token opens the server for every way of asking; a wrong one is refused', async () => {
  const ADMIN_TOKEN = 'a-token-of-this-server';
  await using app = await startTestApp({ tasks: [aTask('demo.Greet', idle)], env: { ADMIN_TOKEN } });
  const followed = await startCli(app.url, ['run', 'Greet', '--follow', '--json'], { ADMIN_TOKEN }).ended;
  expect(followed.code).toBe(0);
  expect(JSON.parse(linesOf(followed.stdout).at(-1)!)).toMatchObject({ run: { requestedBy: 'ADMIN_TOKEN' } });
  expect(await cli(app.url, 'list', '--token', 'a-token-of-another')).toEqual(
    refused('The server at \\S+ does not take this token: give --token \\(or ADMIN_TOKEN\\) .*'),
  );
  expect(await cli(app.url, 'list', '--token', 'two words')).toEqual(
    refused('--token .* printable ASCII .*'),
  );
});

test('the address may end in /graphql or a slash', async () => {
  await using app = await startTestApp({ tasks: [aTask('demo.Greet', idle)] });
  for (const end of ['/', '/graphql']) {
    expect(await cli(`${app.url}${end}`, 'list', '--json')).toMatchObject({ code: 0 });
  }
});

/** A port on which nobody listens, and nobody will: it is one end of a connection. */
async function deafPort(): Promise<{ port: number } & AsyncDisposable> {
  const other = createTcpServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const socket = connect((other.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return {
    port: socket.localPort!,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      other.close();
      await once(other, 'close');
    },
  };
}
