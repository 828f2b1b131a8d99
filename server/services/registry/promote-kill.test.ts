import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../config';
import { modelVersions } from '../../db/schema';
import { silentLog } from '../../log';
import { startServer } from '../../main';

const programFolder = join(import.meta.dirname, '../../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Lets a process promote until it has said `lines` lines, kills it, and gives what it said. */
async function promoteUntilKilled(lines: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'tests/promote-for-ever.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, programFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.split('\n').length > lines) break;
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return said.split('\n').slice(0, -1);
}

it('loses no promised version and leaves none half-made, killed twenty times', async () => {
  const promised = new Map<number, string>();
  for (let round = 0; round < 20; round++)
    for (const line of await promoteUntilKilled(1 + (round % 5))) {
      const [state = '', number] = line.split(' ');
      promised.set(Number(number), state);
    }
  const server = await startServer(readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder), {
    programFolder,
    pages: false,
    log: silentLog,
  });
  try {
    const { db, storage } = server.system;
    const versions = await db.select().from(modelVersions).orderBy(modelVersions.number);
    const found = new Map(versions.map((version) => [version.number, version.status]));
    expect(found.size).toBe(versions.length);
    expect(promised.size).toBeGreaterThanOrEqual(20);
    for (const [number, state] of promised)
      expect(found.get(number)).toEqual(state === 'ready' ? 'ready' : expect.stringMatching(/pending|ready/));
    for (const { files } of versions)
      for (const { hash, bytes } of Object.values(files)) expect(await storage.size(hash)).toBe(bytes);
  } finally {
    await server.close();
  }
}, 400_000);
