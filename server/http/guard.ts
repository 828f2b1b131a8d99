import type { Context as HonoContext } from 'hono';
import type { Config } from '../config';
import { AppError } from '../errors';
import type { Route } from './route';

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Host names by which this server may be called: a page on another name that resolves here (DNS rebinding) is refused. */
function isOwnHost(host: string | undefined, config: Config): boolean {
  if (!host) return false;
  const url = URL.parse(`http://${host}`);
  return url !== null && (localNames.has(url.hostname) || url.host === new URL(config.url).host);
}

/**
 * Refuses requests that another site makes a browser send. Throws AppError; gives nothing when the request may go on.
 * Routes that the opaque frame may read are the only ones that answer `Origin: null`, and only to reads.
 */
export function guardRequest(request: HonoContext, config: Config, route?: Pick<Route, 'fromFrame'>): void {
  const host = request.req.header('host');
  if (!isOwnHost(host, config))
    throw new AppError(
      'misdirected',
      `This server does not answer to the name ${host ?? '(none)'}. Use ${config.url}, or set CELLAR_URL to the address people use.`,
    );

  const reads =
    request.req.method === 'GET' || request.req.method === 'HEAD' || request.req.method === 'OPTIONS';
  const origin = request.req.header('origin');
  if (reads && route?.fromFrame) return;
  if (origin !== undefined && URL.parse(origin)?.host !== host)
    throw new AppError('forbidden', 'Another site asked for this. Requests from other sites are refused.');
  const site = request.req.header('sec-fetch-site');
  const navigates = request.req.header('sec-fetch-mode') === 'navigate' && reads;
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates)
    throw new AppError('forbidden', 'Another site asked for this. Requests from other sites are refused.');
}
