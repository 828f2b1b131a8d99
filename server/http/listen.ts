import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Config } from '../config';
import type { System } from '../context';
import { AppError, toPublicError } from '../errors';
import { guardRequest } from './guard';
import { pageHeaders } from './page-headers';

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const own =
  /^\/(api|ajax-api|data|frame|apps|embed|reports|unsubscribe|health|metrics|version|get-artifact|model-versions|v1|v2)(\/|$)/i;

/** What is answered before the pages. */
export const isOwnPath = (path: string): boolean => own.test(path);

export interface OpenPort {
  readonly port: number;
  /** From now on requests are answered; those that came before have waited. */
  answer(handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** WebSockets: without it, they are refused. */
  upgrade(handler: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void;
  /** Takes nothing new, and waits a moment for what is being answered. */
  close(): Promise<void>;
}

/** Takes the port before anything else is opened, so that a port in use is told at once. */
export async function openPort({ port, host }: Pick<Config, 'port' | 'host'>): Promise<OpenPort> {
  const server = createServer();
  const early: [IncomingMessage, ServerResponse][] = [];
  const wait = (request: IncomingMessage, response: ServerResponse) => early.push([request, response]);
  server.on('request', wait);
  // Large uploads take as long as they take; a client that sends no header in a minute is gone.
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is an AddressInfo
    answer(handler) {
      server.off('request', wait).on('request', handler);
      for (const [request, response] of early.splice(0)) handler(request, response);
    },
    upgrade(handler) {
      server.on('upgrade', (request, socket, head) => {
        // Who goes away while being answered is no error of ours.
        socket.on('error', () => socket.destroy());
        handler(request, socket, head);
      });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), 3000);
      await closed;
      clearTimeout(patience);
    },
  };
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new AppError(
      'conflict',
      `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
      { cause: error },
    );
  if (error.code === 'EACCES')
    return new AppError(
      'forbidden',
      `This user may not listen on port ${port}. Choose one above 1023 with PORT.`,
      {
        cause: error,
      },
    );
  return error;
}

/** What `app` knows is answered by it, everything else is a page. */
export function createRequestHandler(system: System, app: Hono, pages?: PageHandler) {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!pages || isOwnPath(plainPath(request.url ?? '/'))) void answer(request, response);
    else void answerPage(system, pages, request, response);
  };
}

async function answerPage(
  { config, log }: System,
  pages: PageHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const header = (name: string) => request.headers[name]?.toString();
    guardRequest({ method: request.method ?? 'GET', header }, config);
    const configured = new URL(config.url);
    const origin =
      request.headers.host === configured.host ? configured.origin : `http://${request.headers.host}`;
    for (const [name, value] of Object.entries(pageHeaders(origin))) response.setHeader(name, value);
    await pages(request, response);
  } catch (error) {
    const { status, code, message } = toPublicError(error);
    if (code === 'internal') log.error('A page failed', { path: request.url, error });
    if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(message);
  }
}

/**
 * The path as whoever serves files would read it, so that no spelling of an address (`/%66rame`, `//frame`, `/./frame`) passes
 * the routes by and gets a file of `public/` without their headers.
 */
function plainPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return posix.normalize(decodeURIComponent(path).replaceAll('\\', '/').replace(/^\/*/, '/'));
  } catch {
    return '/api';
  }
}
