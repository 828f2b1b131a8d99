import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDurable } from '../db/durable-file-system';
import { readTemplate } from '../db/testing';
import { lockFolder } from '../lock';
import { runCommandLine } from '.';

const programFolder = join(import.meta.dirname, '../..');

describe('the command line', { timeout: 120_000 }, () => {
  let folder: string;
  const said: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-cli-'));
    await createDurable(join(folder, 'database'), await readTemplate());
    vi.stubEnv('CELLAR_DATA', folder);
    for (const method of ['log', 'error'] as const)
      vi.spyOn(console, method).mockImplementation((text) => said.push(String(text)));
  });
  afterEach(() => {
    said.length = 0;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });
  const cellar = (...words: string[]) => runCommandLine(programFolder, folder, words);

  it('lists only what exists', async () => {
    expect(await cellar()).toBe(0);
    expect(await cellar('notebooks', 'explode')).toBe(1);
    expect(said[0]).toContain('database restore <dump>');
  });

  it('dumps, lists and restores', async () => {
    expect(await cellar('database', 'dumps')).toBe(0);
    expect(said.at(-1)).toContain('There is no dump');
    expect(await cellar('database', 'dump')).toBe(0);
    const file = said.at(-1)?.replace('Written: ', '') ?? '';
    expect(await cellar('database', 'dumps')).toBe(0);
    expect(said.at(-1)).toContain(file);
    expect(await cellar('database', 'restore', file.split('/').at(-1) ?? '')).toBe(0);
    expect(said.at(-1)).toMatch(/^Restored database-.* is kept in .*replaced-.*npm start\.$/);
  });

  it('says what is wrong', async () => {
    expect(await cellar('database', 'restore')).toBe(1);
    expect(said.at(-1)).toContain('Say which dump');
    expect(await cellar('database', 'restore', 'nowhere.tar.gz')).toBe(1);
    expect(said.at(-1)).toContain('There is no file');
    expect(await cellar('models', 'verify', 'nowhere/bundle.zip')).toBe(1);
    expect(said.at(-1)).toMatch(/There is no file .*nowhere\/bundle\.zip\. Give the path of a bundle/);
    const release = await lockFolder(folder);
    expect(await cellar('database', 'restore', 'nowhere.tar.gz')).toBe(1);
    expect(said.at(-1)).toContain(`in use by process ${process.pid}`);
    release();
  });
});
