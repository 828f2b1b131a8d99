import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host that notebooks have no business with. It answers everything, and remembers who came. */
export interface OtherHost {
  readonly url: string;
  readonly port: number;
  /** Requests, bare TCP connections and UDP packets, as words. */
  readonly visits: string[];
  close(): Promise<void>;
}

export async function startOtherHost(): Promise<OtherHost> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('ok');
  });
  server.on('connection', () => visits.push('TCP connection'));
  server.on('upgrade', (request, socket) => {
    visits.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  const datagrams = createSocket('udp4', () => visits.push('UDP packet'));
  await new Promise<void>((resolve) => datagrams.bind(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    visits,
    async close() {
      datagrams.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
