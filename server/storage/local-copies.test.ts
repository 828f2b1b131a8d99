import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalCopies, openLocalCopies } from './local-copies';

describe('local copies', () => {
  let folder: string;
  let copies: LocalCopies;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-copies-'));
    copies = await openLocalCopies({ folder, limit: 100 });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const bring = (name: string, bytes = 40) =>
    copies.get(name, (path) => writeFile(path, Buffer.alloc(bytes, name)));
  const setUsed = async (path: string, minutes: number) => {
    const at = new Date(Date.now() - minutes * 60_000);
    await utimes(path, at, at);
  };

  it('are fetched once for all who ask at once, and not again', async () => {
    let fetched = 0;
    const fetch = async (path: string) => {
      fetched++;
      await writeFile(path, 'content');
    };
    const paths = await Promise.all(Array.from({ length: 5 }, () => copies.get('a', fetch)));
    await copies.get('a', fetch);
    expect(fetched).toBe(1);
    expect(new Set(paths).size).toBe(1);
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe('content');
    expect(await copies.find('a')).toMatchObject({ bytes: 7 });
  });

  it('are fetched a few at a time, all of those that are asked for', async () => {
    let underWay = 0;
    let most = 0;
    const fetch = async (path: string) => {
      most = Math.max(most, ++underWay);
      await setImmediate();
      await writeFile(path, 'x');
      underWay--;
    };
    const names = Array.from({ length: 50 }, (_, i) => `many/${i}`);
    const paths = await Promise.all(names.map((name) => copies.get(name, fetch)));
    expect(paths.every(existsSync)).toBe(true);
    expect(most).toBe(16);
  });

  it('are not there when fetching failed, and the next who asks fetches again', async () => {
    await expect(
      copies.get('a', async (path) => {
        await writeFile(path, 'half');
        throw new Error('broke off');
      }),
    ).rejects.toThrow('broke off');
    expect(await copies.find('a')).toBeUndefined();
    expect(existsSync(await bring('a'))).toBe(true);
  });

  it('go, the longest unused first, when there are too many bytes', async () => {
    const [a, b] = [await bring('a'), await bring('b')];
    await setUsed(a, 20);
    await setUsed(b, 30);
    const c = await bring('c');
    expect([a, b, c].map(existsSync)).toEqual([true, false, true]);
  });

  it('stay while they were just given out, whatever the limit', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => bring(name)));
    expect(all.every(existsSync)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('stay while they are open', async () => {
    const [a, b] = [await bring('a'), await bring('b')];
    const handle = await open(a);
    await setUsed(a, 60);
    await setUsed(b, 50);
    await bring('c');
    expect([a, b].map(existsSync)).toEqual([true, false]);
    await handle.close();
  });

  it('go when the file has another content by now, and nobody was just given the old one', async () => {
    const paths: string[] = [];
    for (const version of ['one', 'two', 'three']) paths.push(await bring(`keys/file/${version}`, 1));
    const [one = '', two = ''] = paths;
    await setUsed(one, 20);
    await setUsed(two, 5);
    await copies.tidy();
    expect(paths.map(existsSync)).toEqual([false, true, true]);
  });

  it('go when nobody used them for a day, whatever the room', async () => {
    const a = await bring('a', 1);
    await setUsed(a, 25 * 60);
    await copies.tidy();
    expect(existsSync(a)).toBe(false);
  });
});
