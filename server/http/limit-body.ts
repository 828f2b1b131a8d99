import type { Context as HonoContext } from 'hono';
import { AppError } from '../errors';

const MB = 1024 ** 2;

/**
 * Refuses a body of more than `limit` bytes: at once where the request says its length; a body of unknown length is read here
 * as far as the limit. (Hono's own makes a Request from the Node adapter's, which Node refuses.)
 */
export async function limitBody(request: HonoContext, limit: number): Promise<void> {
  const { method, url, raw } = request.req;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  const length = request.req.header('content-length');
  if (length !== undefined && request.req.header('transfer-encoding') === undefined) {
    if (Number(length) > limit) throw tooLarge(limit);
    return;
  }
  if (!raw.body) return;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (const reader = raw.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(value);
  }
  const body = await new Blob(chunks.map((chunk) => Uint8Array.from(chunk))).arrayBuffer();
  request.req.raw = new Request(url, { method, headers: raw.headers, body });
}

const tooLarge = (limit: number) =>
  new AppError('too_large', `A request may have ${Math.round(limit / MB)} MB at most here.`);
