import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock';

describe('the lock of a data folder', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Another process that holds the lock until it is killed. */
  async function holdElsewhere(): Promise<ChildProcess> {
    const program = `import('${join(import.meta.dirname, 'lock.ts')}').then(({ lockFolder }) => lockFolder('${folder}')).then(() => { console.log('held'); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    return child;
  }
  const leave = (holder: unknown, secondsAgo = 0) => {
    const file = join(folder, 'lock');
    writeFileSync(file, JSON.stringify(holder));
    const at = new Date(Date.now() - secondsAgo * 1000);
    utimesSync(file, at, at);
  };

  it('is held by one, and free again after', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'conflict' });
    release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
    (await lockFolder(folder))();
  });

  it('is not shaken by somebody who asks and leaves before the answer', async () => {
    const child = await holdElsewhere();
    let shaken = false;
    child.once('exit', () => {
      shaken = true;
    });
    // Stopped, it cannot answer in time; then it answers to nobody.
    child.kill('SIGSTOP');
    await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${child.pid}.`);
    child.kill('SIGCONT');
    await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${child.pid}.`);
    expect(shaken).toBe(false);
  });

  it('names the process that holds it, and is free the moment that one is killed', async () => {
    const child = await holdElsewhere();
    await expect(lockFolder(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by process ${child.pid}. Stop that Cellar first`,
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const release = await lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toEqual({
      pid: process.pid,
      host: hostname(),
    });
    release();
  });

  it('is respected between containers that share the folder, while the other one lives', async () => {
    leave({ pid: 1, host: 'another-container' }, 3);
    await expect(lockFolder(folder)).rejects.toThrow('in use by process 1 on the machine another-container');
    leave({ pid: 1, host: 'another-container' }, 60);
    (await lockFolder(folder))();
  });

  it('takes over from a file that makes no sense', async () => {
    writeFileSync(join(folder, 'lock'), 'half a li');
    (await lockFolder(folder))();
  });

  it('goes to one of many that ask at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const held = tries.filter((result) => result.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const { value } of held) value();
  });
});
