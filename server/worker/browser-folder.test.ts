import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { makeBrowserFolder } from './browser-folder';

it('takes away the folders of dead processes, and of no living one', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'cellar-test-'));
  try {
    const mine = basename(await makeBrowserFolder(parent));
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const named = async (pid: number) => {
      const name = mine.replace(`-${process.pid}-`, `-${pid}-`);
      await rename(await makeBrowserFolder(parent), join(parent, name));
      return name;
    };
    const left = await named(dead);
    const parents = await named(process.ppid);
    const elsewhere = mine
      .replace(/^cellar-browser-[^-]*/, 'cellar-browser-elsewhere')
      .replace(`-${process.pid}-`, `-${dead}-`);
    await rename(await makeBrowserFolder(parent), join(parent, elsewhere));
    // The one in between has swept already; this one finds what came after it.
    await makeBrowserFolder(parent);
    const names = await readdir(parent);
    expect(names).not.toContain(left);
    expect(names).toEqual(expect.arrayContaining([mine, parents, elsewhere]));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});
