import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectSeconds, type Target } from './engine';

/** Agents whose connections all go to the address that was checked, whatever a server's answer names as the next place to ask. */
export function pinnedAgents({ address, host, port, tls, authority }: Target): {
  readonly http: http.Agent;
  readonly https: https.Agent;
} {
  const to = { host: address.address, port };
  const plain = new http.Agent({ keepAlive: true, maxSockets: 4 });
  plain.createConnection = () => dropSilent(connect(to));
  const secure = new https.Agent({ keepAlive: true, maxSockets: 4 });
  secure.createConnection = () =>
    dropSilent(
      connectTls({
        ...to,
        servername: host,
        rejectUnauthorized: tls === 'checked',
        ...(authority && { ca: authority }),
      }),
    );
  return { http: plain, https: secure };
}

/** A server that takes no connection is away after some seconds. */
function dropSilent<S extends import('node:net').Socket>(socket: S): S {
  const late = setTimeout(
    () => socket.destroy(Object.assign(new Error('No connection in time'), { code: 'ETIMEDOUT' })),
    connectSeconds * 1000,
  );
  const settle = () => clearTimeout(late);
  socket.once('connect', settle).once('close', settle);
  return socket;
}

/** What the network says, in words; undefined where it was not the network. */
export function sayNetworkError(error: unknown, { name, host, port }: Target): Error | undefined {
  const codes = codesOf(error);
  const at = `${host}:${port}`;
  if (codes.includes('ECONNREFUSED'))
    return new Error(`Nothing answers at ${at}. Check host and port of ${name}, and that the database runs.`);
  if (codes.some((code) => /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNABORTED)$/.test(code)))
    return new Error(
      `${at} did not answer within ${connectSeconds} s. Check host and port of ${name}, and that a firewall lets this server through.`,
    );
  if (codes.some((code) => /^(ECONNRESET|EPIPE)$/.test(code)))
    return new Error(
      `${at} closed the connection. Check that TLS is chosen as the server wants it, and run the cell again.`,
    );
  const message = error instanceof Error ? error.message : '';
  if (codes.some((code) => /CERT|SELF_SIGNED|ISSUER/.test(code)) || /certificate|altnames/i.test(message))
    return new Error(
      `The certificate of ${at} is not trusted: ${message}. Give its authority in Settings, Connections, or do not check it.`,
    );
  if (codes.includes('EPROTO') || /wrong version number|packet length too long/.test(message))
    return new Error(
      `${at} speaks no TLS. Turn it off for ${name} in Settings, Connections, if the network between is yours.`,
    );
  return undefined;
}

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let one = error; one instanceof Error; one = one.cause)
    if ('code' in one && typeof one.code === 'string') codes.push(one.code);
  return codes;
}
