import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../errors';
import type { LabelRecord } from '../services/monitoring/log-format';
import { createPredictionLog } from './prediction-log';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const label = (id: string): LabelRecord => ({ kind: 'label', model: 'm', id, at: 1, label: 1 });
const lines = async () => {
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.join('').split('\n').filter(Boolean);
};

test('what is acknowledged is in the file, many requests with few syncs', async () => {
  let syncs = 0;
  const log = createPredictionLog({
    folder,
    onClosed: () => {},
    open: async (...given) => {
      const handle = await open(...given);
      const write = handle.writeFile.bind(handle);
      handle.writeFile = (...content) => {
        syncs++;
        return write(...content);
      };
      return handle;
    },
  });
  await Promise.all(Array.from({ length: 1000 }, (_, i) => log.append([label(`id-${i}`)])));
  expect(await lines()).toHaveLength(1000);
  expect(syncs).toBeGreaterThan(0);
  expect(syncs).toBeLessThan(100);
});

test('a segment that is large enough is closed, and the next begins', async () => {
  let closed = 0;
  const log = createPredictionLog({ folder, onClosed: () => closed++, rollBytes: 200 });
  for (let i = 0; i < 10; i++) await log.append([label(`id-${i}`)]);
  await log.roll();
  expect(closed).toBeGreaterThan(1);
  expect((await readdir(folder)).every((name) => !name.includes('.open.'))).toBe(true);
  expect(await lines()).toHaveLength(10);
});

test('a full disk refuses the request and loses nothing that was acknowledged', async () => {
  let full = false;
  const fills = async (...given: Parameters<typeof open>): Promise<FileHandle> => {
    const handle = await open(...given);
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (content: unknown) => {
      if (!full) return write(content as Buffer);
      // As a disk that fills: some bytes go through, then the error.
      await handle.write((content as Buffer).subarray(0, 5));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    return handle;
  };
  const log = createPredictionLog({ folder, onClosed: () => {}, open: fills });
  await log.append([label('before')]);
  full = true;
  const refusal = await log.append([label('during')]).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({ code: 'storage_full' });
  full = false;
  await log.append([label('after')]);
  expect((await lines()).map((line) => JSON.parse(line).id).sort()).toEqual(['after', 'before']);
});

test('a disk that is too slow turns requests away instead of filling the memory', async () => {
  const log = createPredictionLog({ folder, onClosed: () => {}, waitingBytes: 150 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => log.append([label(`id-${i}`)])),
  );
  const accepted = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(20);
  expect(await lines()).toHaveLength(accepted);
});

test('a process killed at any moment has every acknowledged record on disk', async () => {
  for (let round = 0; round < 20; round++) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'tests/append-for-ever.ts'), folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let acknowledged = '';
    child.stdout.setEncoding('utf8');
    for await (const chunk of child.stdout) {
      acknowledged += chunk;
      if (acknowledged.length > 400 * (round + 1)) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const kept = new Set<string>();
    for (const line of await lines()) {
      try {
        kept.add(JSON.parse(line).id);
      } catch {
        // The torn last line of this round.
      }
    }
    const whole = acknowledged.slice(0, acknowledged.lastIndexOf('\n')).split('\n');
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.filter((id) => !kept.has(id))).toEqual([]);
  }
}, 120_000);
