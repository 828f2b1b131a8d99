import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '@/server/config';
import { createDurable } from '@/server/db/durable-file-system';
import { modelVersions } from '@/server/db/schema';
import { readTemplate } from '@/server/db/testing';
import { silentLog } from '@/server/log';
import { startServer } from '@/server/main';
import { buildVictim, startVictim } from './start-victim';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
  await createDurable(join(folder, 'database'), await readTemplate());
  await buildVictim();
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Lets a process promote until it has said `lines` lines, kills it, and gives what it said. */
async function promoteUntilKilled(lines: number): Promise<string[]> {
  const victim = await startVictim({ CELLAR_DATA: folder }, 'promote-for-ever');
  let said = '';
  victim.process.stdout?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  while (said.split('\n').length <= lines) await once(victim.process.stdout ?? victim.process, 'data');
  await victim.kill();
  return said.split('\n').slice(0, -1);
}

it('loses no promised version and leaves none half-made, killed twenty times', async () => {
  const promised = new Map<number, string>();
  for (let round = 0; round < 20; round++)
    for (const line of await promoteUntilKilled(1 + (round % 5))) {
      const [state = '', number] = line.split(' ');
      promised.set(Number(number), state);
    }
  const config = readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder);
  const options = { programFolder: process.cwd(), pages: false, log: silentLog };
  const server = await startServer({ ...config, role: 'web' }, options);
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
