import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askServer } from './ask-server';

it('tells a server that is still at work from one that is not there', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
  const url = `http://127.0.0.1:${port}`;
  // Node keeps the agent of its fetch here; one like it that waits for less than five minutes.
  const key = Symbol.for('undici.globalDispatcher.1');
  await fetch('data:,').then((response) => response.text());
  const { [key]: agent } = globalThis as unknown as Record<
    symbol,
    { constructor: new (options: object) => object }
  >;
  if (!agent) throw new Error('The fetch of this Node has no agent.');
  // Node heeds it; the declarations of the browser's fetch do not know it.
  const impatient = { dispatcher: new agent.constructor({ headersTimeout: 20 }) } as RequestInit;
  try {
    await expect(askServer({ url }, '/', impatient)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`The server at ${url} took the request and has not answered`),
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await expect(askServer({ url }, '/')).rejects.toMatchObject({
    message: `No server answers at ${url}. Start it, or set CELLAR_URL.`,
  });
});
