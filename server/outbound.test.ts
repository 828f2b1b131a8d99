import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isReachable, parseRanges, parseTarget, postOnce } from './outbound';

const none = parseRanges('');

describe('calls to addresses that people gave', () => {
  it('reach the internet and nothing private, however it is written', () => {
    for (const address of ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])
      expect(isReachable(address, none), address).toBe(true);
    for (const address of [
      ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
      ...[
        '::1',
        '::',
        'fe80::1',
        'fd00::1',
        '::ffff:127.0.0.1',
        '::ffff:a00:1',
        '64:ff9b::7f00:1',
        '2002:7f00:1::',
        'x',
      ],
    ])
      expect(isReachable(address, none), address).toBe(false);
  });

  it('refuse an address that hides a private one in another notation', () => {
    for (const url of [
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://169.254.169.254/latest',
    ])
      expect(() => parseTarget(url, none), url).toThrow('private network');
    expect(() => parseTarget('ftp://example.org', none)).toThrow('https');
    expect(() => parseTarget('https://a:b@example.org', none)).toThrow('Leave name and password out');
    expect(() => parseTarget('nowhere', none)).toThrow('no web address');
  });

  it('allow what the operator allows, and say what is no range', () => {
    expect(isReachable('10.1.2.3', parseRanges('10.0.0.0/8, fd00::/8'))).toBe(true);
    expect(isReachable('192.168.0.1', parseRanges('10.0.0.0/8'))).toBe(false);
    expect(() => parseRanges('10.0.0.0/40')).toThrow('no range');
    expect(() => parseRanges('localhost')).toThrow('no range');
  });

  it('connect to the checked address, follow no redirect, and stop when told', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/slow') return;
      response.writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere' }).end('body');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's
    const post = (path: string, { host = '127.0.0.1', allowed = '127.0.0.1', ms = 5000 } = {}) =>
      postOnce({
        ...{ url: `http://${host}:${port}${path}`, body: '{}', headers: {} },
        ...{ allowed: parseRanges(allowed), signal: AbortSignal.timeout(ms) },
      });
    try {
      expect(await post('/')).toBe(200);
      expect(await post('/moved')).toBe(302);
      await expect(post('/', { allowed: '' })).rejects.toMatchObject({ code: 'bad_request' });
      const named = { url: 'https://localhost/', body: '', headers: {}, allowed: none };
      await expect(postOnce({ ...named, signal: AbortSignal.timeout(5000) })).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(post('/slow', { ms: 50 })).rejects.toThrow();
      expect(asked).toEqual(['/', '/moved', '/slow']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
