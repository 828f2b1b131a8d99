import type { Config } from '../config';
import { AppError } from '../errors';

/** What of a request says who made a browser send it. */
export interface Caller {
  readonly method: string;
  header(name: string): string | undefined;
}

const reading: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const localNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Host names by which this server may be called: a page on another name that resolves here (DNS rebinding) is refused. */
function isOwnHost(host: string | undefined, config: Pick<Config, 'url'>): boolean {
  if (!host) return false;
  const address = `http://${host}`;
  if (!URL.canParse(address)) return false;
  // Any port of the local names, for tunnels.
  return localNames.includes(new URL(address).hostname) || host === new URL(config.url).host;
}

/**
 * Refuses requests that another site makes a browser send; programs send no such headers and pass. Throws AppError.
 * `fromFrame`: routes that the opaque frame may read are the only ones that answer `Origin: null`, and only to reads.
 */
export function guardRequest(caller: Caller, config: Pick<Config, 'url'>, fromFrame = false): void {
  const host = caller.header('host');
  if (!isOwnHost(host, config))
    throw new AppError(
      'misdirected',
      `This server does not answer to the name ${host ?? '(none)'}. Use ${config.url}, or set CELLAR_URL to the address people use.`,
    );
  const reads = reading.includes(caller.method);
  if (reads && fromFrame) return;
  const origin = caller.header('origin');
  // An opaque origin is the word `null`, which is no address.
  if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host)) throw foreign();
  const site = caller.header('sec-fetch-site');
  const navigates = reads && caller.header('sec-fetch-mode') === 'navigate';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates) throw foreign();
}

const foreign = () =>
  new AppError('forbidden', 'Another site asked for this. Requests from other sites are refused.');
