import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of this machine on which nobody listens, for what must be there again or not be there at all. Below those that systems give to
 * who asks for any (RFC 6335: 49152, Linux: 32768), so nobody gets it meanwhile.
 */
export async function findPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
