import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut, as networks do: a TCP relay on a port of its own. */
export interface FlakyNetwork extends AsyncDisposable {
  url: string;
  /** Connections that are open now. */
  readonly connections: number;
  /** Breaks every connection; new ones are let through. */
  cut(): void;
  /** Stops passing bytes on every connection without a word to either end; new ones are let through. */
  freeze(): void;
  /** Accepts new connections and passes nothing on until `let` is called; `reached` says that there is one. */
  hold(): { reached: Promise<void>; let(): void };
}

/** `serverUrl` as it is, or as it is when somebody connects: a server that is started again has another port. */
export async function flakyNetwork(serverUrl: string | (() => string)): Promise<FlakyNetwork> {
  const open = new Set<Socket>();
  let admitted: Promise<void> = Promise.resolve();
  let arrived = () => {};
  const relay = createServer((client) => {
    const target = new URL(typeof serverUrl === 'string' ? serverUrl : serverUrl());
    const server = connect(Number(target.port), target.hostname);
    arrived();
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from);
      void admitted.then(() => from.pipe(to));
      from
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(from);
          to.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    get connections() {
      return open.size / 2;
    },
    cut,
    freeze: () => open.forEach((socket) => socket.unpipe().pause()),
    hold() {
      const gate = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      admitted = gate.promise;
      arrived = reached.resolve;
      return { reached: reached.promise, let: gate.resolve };
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}
