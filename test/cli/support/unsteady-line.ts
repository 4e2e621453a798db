import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server that can be cut. */
export interface UnsteadyLine extends AsyncDisposable {
  url: string;
  /** Cuts all connections; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  /** Ends the first connection that has carried this many bytes to the client; then the line is steady. */
  cutOnceAfter(bytes: number): void;
}

/** Passes connections on to `target` until it is told otherwise. */
export async function unsteadyLine(target: string): Promise<UnsteadyLine> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  let limit = Infinity;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    let carried = 0;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        open.delete(socket);
      });
    }
    if (isCut) near.destroy();
    near.pipe(far);
    far.on('data', (bytes) => {
      carried += bytes.length;
      near.write(bytes);
      if (carried < limit) return;
      limit = Infinity;
      near.end();
      far.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend() {
      isCut = false;
    },
    cutOnceAfter(bytes) {
      limit = bytes;
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
