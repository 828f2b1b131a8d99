import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
// @ts-expect-error: plain JavaScript, for a machine that has nothing but Node
import { sweepAssets } from './sweep-assets.mjs';

let target = '';
beforeAll(async () => {
  target = await mkdtemp(join(tmpdir(), 'cellar-sweep-'));
  await mkdir(join(target, 'assets'));
});
afterAll(() => rm(target, { recursive: true }));

it('removes what no build uses, and nothing that another one is writing, however many sweep at once', async () => {
  const write = (name: string) => writeFile(join(target, 'assets', name), name);
  const old = Array.from({ length: 200 }, (_, i) => `core-old${i}.js`);
  await Promise.all([...old, 'core-new.js', 'core-new.js.br.17.part', 'core-old.js.16.part'].map(write));
  const yesterday = new Date(Date.now() - 86_400_000);
  await utimes(join(target, 'assets', 'core-old.js.16.part'), yesterday, yesterday);
  const kept = new Set(['assets/core-new.js', 'assets/core-new.js.br']);
  await Promise.all([sweepAssets(target, kept), sweepAssets(target, kept), sweepAssets(target, kept)]);
  expect((await readdir(join(target, 'assets'))).sort()).toEqual(['core-new.js', 'core-new.js.br.17.part']);
});
