import { Readable } from 'node:stream';
import type { Context as HonoContext } from 'hono';
import type { System } from '../context';
import { type DataFile, verifyDataToken } from '../data-url';
import { AppError } from '../errors';
import type { OpenFile } from '../storage/storage';
import type { RouteModule } from './route';

/** Signed files for frames, by range: DuckDB in the tab reads only the blocks that a query needs. */
export const dataRoutes: RouteModule = (system) =>
  (['GET', 'HEAD'] as const).map((method) => ({
    method,
    path: '/data/:token/:fileName',
    policy: 'signed',
    fromFrame: true,
    handle: (request) => serveFile(system, request),
  }));

async function serveFile(system: System, request: HonoContext): Promise<Response> {
  const file = verifyDataToken(system.config, request.req.param('token') ?? '', system.now());
  if (!file)
    throw new AppError('forbidden', 'This link to a data file is not valid any more. Reload the notebook.');
  const content = await openFile(system, file);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Content-Range, Content-Length, Accept-Ranges',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=3600',
    'Content-Disposition': 'attachment',
  };
  const range = parseRange(request.req.header('range'), content.bytes);
  if (range === 'unsatisfiable')
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${content.bytes}` },
    });
  const { start, end } = range ?? { start: 0, end: content.bytes };
  const body = request.req.method === 'HEAD' || start === end ? null : toWeb(content.read(start, end));
  return new Response(body, {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'Content-Length': String(end - start),
      ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${content.bytes}` }),
    },
  });
}

async function openFile({ storage }: System, file: DataFile): Promise<OpenFile> {
  if ('hash' in file)
    return {
      bytes: await storage.size(file.hash),
      read: (start, end) => storage.read(file.hash, { start, end }),
    };
  return storage.openKey(file.key);
}

/** The one range of a Range header (RFC 9110 §14), `end` exclusive; undefined where the header is absent or to be ignored. */
export function parseRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const start = Math.max(0, bytes - Number(last));
    return Number(last) === 0 || bytes === 0 ? 'unsatisfiable' : { start, end: bytes };
  }
  const start = Number(first);
  const end = last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= bytes ? 'unsatisfiable' : { start, end };
}

// Web and Node streams are declared apart but are the same thing here.
const toWeb = (stream: Readable): ReadableStream => Readable.toWeb(stream) as ReadableStream;
