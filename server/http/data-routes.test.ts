import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signDataPath } from '../data-url';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { parseRange } from './data-routes';

describe('data files', () => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  let hash: string;
  beforeAll(async () => {
    test = await openTestSystem();
    app = createHttpApp(test.system);
    ({ hash } = await test.system.storage.put(Buffer.from('0123456789')));
  });
  afterAll(() => test.close());

  const sign = (options: { minutes?: number } = {}) =>
    signDataPath(
      test.system.config,
      { hash },
      { fileName: 'a b.csv', notebookId: 'n', now: test.system.now(), ...options },
    );
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(`http://localhost${path}`, {
      method,
      headers: { host: 'localhost', origin: 'null', ...headers },
    });

  it('come whole, or by range, to an opaque frame', async () => {
    const whole = await get(sign());
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
    expect(whole.headers.get('access-control-allow-origin')).toBe('*');
    const part = await get(sign(), { range: 'bytes=2-4' });
    expect([part.status, await part.text()]).toEqual([206, '234']);
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(part.headers.get('access-control-expose-headers')).toContain('Content-Range');
  });

  it('tell their size to HEAD, as DuckDB asks first', async () => {
    const head = await get(sign(), { range: 'bytes=0-' }, 'HEAD');
    expect(head.status).toBe(206);
    expect(head.headers.get('content-length')).toBe('10');
    expect(head.headers.get('accept-ranges')).toBe('bytes');
    expect(await head.text()).toBe('');
  });

  it('refuse ranges beyond the end', async () => {
    const beyond = await get(sign(), { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('refuse links that are forged or out of date', async () => {
    const [, , token = ''] = sign().split('/');
    const forged = token.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'));
    expect((await get(`/data/${forged}/x`)).status).toBe(403);
    expect((await get('/data/nonsense/x')).status).toBe(403);
    expect((await get(sign({ minutes: -1 }))).status).toBe(403);
  });
});

it.each([
  [undefined, undefined],
  ['bytes=0-', { start: 0, end: 10 }],
  ['bytes=3-5', { start: 3, end: 6 }],
  ['bytes=5-99', { start: 5, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=5-3', undefined],
  ['bytes=0-1,3-4', undefined],
  ['lines=1-2', undefined],
])('reads the range %s of ten bytes', (header, range) => {
  expect(parseRange(header, 10)).toEqual(range);
});
