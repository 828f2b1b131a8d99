import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { System } from '../context';
import { AppError } from '../errors';
import { pageHeaders } from './page-headers';

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const own = /^\/(api|data|frame|reports|health)(\/|$)/;

/** One port: what `app` knows is answered by it, everything else is a page. */
export async function listen(
  system: System,
  app: Hono,
  pages?: PageHandler,
): Promise<{ server: Server; port: number }> {
  const { config } = system;
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (!pages || own.test(path.split('?', 1)[0] ?? '')) return void answer(request, response);
    const host = URL.parse(`http://${request.headers.host ?? ''}`);
    if (!host || (!localNames.has(host.hostname) && host.host !== new URL(config.url).host)) {
      response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`This server does not answer to that name. Use ${config.url}.`);
      return;
    }
    const origin =
      host.host === new URL(config.url).host ? new URL(config.url).origin : `http://${host.host}`;
    for (const [name, value] of Object.entries(pageHeaders(origin))) response.setHeader(name, value);
    pages(request, response).catch((error) => {
      system.log.error('A page failed', { path, error: String(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // Large uploads take as long as they take; a client that sends no header in a minute is gone.
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new AppError(
              'conflict',
              `Port ${config.port} is taken by another program. Stop it, or choose another port: PORT=${config.port + 1} npm start`,
              { cause: error },
            )
          : error,
      ),
    );
    server.listen(config.port, config.host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port }; // a TCP server's address is an AddressInfo
}
