import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be closed, and that can be made to break off once in the middle of an answer. */
export interface UnsteadyServer {
  readonly url: string;
  /** Lets nobody through, and lets go of those who are. */
  close(): void;
  open(): void;
  /** The next answer breaks off after so many bytes. */
  breakOffAfter(bytes: number): void;
  stop(): Promise<void>;
}

export async function startUnsteadyServer(target: string): Promise<UnsteadyServer> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isClosed = false;
  let left = Number.POSITIVE_INFINITY;
  const server = createServer((from) => {
    if (isClosed) return void from.destroy();
    const to = connect(Number(port), hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to);
    to.on('data', (chunk: Buffer) => {
      if (chunk.length < left) {
        left -= chunk.length;
        from.write(chunk);
        return;
      }
      const rest = chunk.subarray(0, left);
      left = Number.POSITIVE_INFINITY;
      from.write(rest, () => from.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port.
  const address = server.address() as AddressInfo;
  const letGo = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      isClosed = true;
      letGo();
    },
    open() {
      isClosed = false;
    },
    breakOffAfter(bytes) {
      left = bytes;
    },
    async stop() {
      letGo();
      server.close();
      await once(server, 'close');
    },
  };
}
