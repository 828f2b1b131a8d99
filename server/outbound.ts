import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from './errors';

/**
 * Calls to addresses that people gave. A name is resolved once, every address it has is checked, and the connection goes to a
 * checked one: a name that changes its mind in between (DNS rebinding) reaches nothing.
 */
const refused = new BlockList();
for (const range of [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
  ],
  ...[
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
  ],
  ...[
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/128',
    '::1/128',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/32',
  ],
  ...['2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
])
  addRange(refused, range);

/** `10.0.0.0/8, fd00::/8, 192.168.1.5`: ranges as an operator writes them. @throws Error in words */
export function parseRanges(text: string): BlockList {
  const list = new BlockList();
  for (const part of text.split(',').map((one) => one.trim())) if (part) addRange(list, part);
  return list;
}

function addRange(list: BlockList, range: string): void {
  const [address = '', bits, ...rest] = range.split('/');
  const family = isIP(address);
  const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
  if (
    !family ||
    rest.length > 0 ||
    !Number.isInteger(prefix) ||
    prefix < 0 ||
    prefix > (family === 4 ? 32 : 128)
  )
    throw new Error(`"${range}" is no range of addresses; write 10.0.0.0/8, fd00::/8 or 192.168.1.5.`);
  list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
}

/** IPv4 written as IPv6 (`::ffff:10.0.0.1`) is judged as what it is. */
const plain = (address: string) =>
  /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address;
const isIn = (list: BlockList, address: string) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** Whether an address is one of the internet's, or one that the operator allows. */
export function isReachable(address: string, allowed: BlockList): boolean {
  const known = plain(address);
  if (isIP(known) === 0) return false;
  return isIn(allowed, known) || !(isIn(refused, known) || /^::(ffff:)?[\da-f:]+$/i.test(known));
}

/** The form of an address that may be called: https, or http where the operator allows the host's own address. */
export function parseTarget(text: string, allowed: BlockList): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new AppError('bad_request', 'This is no web address. Write it whole, with https://', { cause });
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username || url.password)
    throw new AppError(
      'bad_request',
      'Leave name and password out of the address; the deliveries are signed.',
    );
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isIP(host) !== 0 && isIn(allowed, host)))
    throw new AppError('bad_request', 'The address must begin with https://');
  if (isIP(host) !== 0 && !isReachable(host, allowed)) throw privateAddress(host);
  return url;
}

const privateAddress = (host: string) =>
  new AppError(
    'forbidden',
    `${host} is an address of a private network. Whoever runs this server may allow it with OUTBOUND_PRIVATE (see README).`,
  );

export interface Outbound {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Private ranges that may be called. */
  readonly allowed: BlockList;
  readonly signal: AbortSignal;
}

/**
 * The address of a host that may be called: resolved once, every address it has is checked. @throws AppError when one is refused,
 * Error when there is none
 */
export async function resolveHost(
  host: string,
  allowed: BlockList,
): Promise<{ readonly address: string; readonly family: number }> {
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  const [first] = addresses;
  if (!first) throw new Error(`${host} has no address.`);
  if (!addresses.every(({ address }) => isReachable(address, allowed))) throw privateAddress(host);
  return first;
}

/** For `http.request` and the like: whatever the name, the connection goes to this address. */
export const toAddress =
  (address: { readonly address: string; readonly family: number }): LookupFunction =>
  (_host, options, callback) => {
    if (options.all) callback(null, [address]);
    else callback(null, address.address, address.family);
  };

/** Sends `body` and gives the status of the answer; no redirect is followed, no answer's body is read. @throws AppError when the address is refused, Error when none answers */
export async function postOnce({ url, body, headers, allowed, signal }: Outbound): Promise<number> {
  const response = await call(url, {
    ...{ method: 'POST', body, allowed, signal },
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
  });
  response.destroy();
  return response.statusCode ?? 0;
}

/** How often an answer may send us elsewhere; every address is checked. */
const mostRedirects = 3;

/** Asks for `url`. Whoever calls reads the answer's body, or destroys it. @throws AppError when an address is refused, Error when none answers */
export async function getChecked(
  url: string,
  { headers, allowed, signal }: Omit<Outbound, 'url' | 'body'>,
): Promise<http.IncomingMessage> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await call(at, { method: 'GET', headers, allowed, signal });
    const { statusCode = 0, headers: said } = response;
    if (![301, 302, 303, 307, 308].includes(statusCode) || !said.location) return response;
    response.destroy();
    if (redirects === mostRedirects)
      throw new Error(`${new URL(url).host} sends from one address to the next.`);
    at = new URL(said.location, at).href;
  }
}

async function call(
  text: string,
  given: Omit<Outbound, 'url' | 'body'> & { readonly method: 'GET' | 'POST'; readonly body?: string },
): Promise<http.IncomingMessage> {
  const { method, body, headers, allowed, signal } = given;
  const url = parseTarget(text, allowed);
  const lookup = toAddress(await resolveHost(url.hostname.replace(/^\[|\]$/g, ''), allowed));
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      { method, lookup, signal, agent: false, headers },
      resolve,
    );
    request.on('error', reject);
    request.end(body);
  });
}
