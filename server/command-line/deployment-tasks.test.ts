import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHttpApp } from '../http/app';
import { promoteTrained } from '../services/registry/testing';
import { moveAlias, servingOf } from '../serving';
import { openTestSystem, type TestSystem } from '../testing';
import { runCommandLine } from '.';

const programFolder = join(import.meta.dirname, '../..');

/** The commands as typed, against a server that answers on a port. */
describe('cellar deployments', { timeout: 60_000 }, () => {
  let test: TestSystem;
  const server = createServer();
  const out: string[] = [];
  const refused: string[] = [];
  beforeAll(async () => {
    test = await openTestSystem();
    server.on('request', getRequestListener(createHttpApp(test.system).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    vi.stubEnv('CELLAR_DATA', test.folder);
    vi.stubEnv('CELLAR_URL', `http://127.0.0.1:${port}`);
    vi.spyOn(console, 'log').mockImplementation((text) => out.push(String(text)));
    vi.spyOn(console, 'error').mockImplementation((text) => refused.push(String(text)));
    for (const slope of [1, 2])
      await promoteTrained(test.context, {
        model: 'line',
        rows: Array.from({ length: 40 }, (_, x) => ({ x, y: slope * x + 1 })),
        options: { target: 'y', learner: 'linear', features: ['x'] },
      });
  });
  afterEach(() => {
    out.length = 0;
    refused.length = 0;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    servingOf(test.system).models.dispose();
    await test.close();
  });
  const cellar = (...words: string[]) =>
    runCommandLine(programFolder, test.folder, ['deployments', ...words]);

  it('lists what is served, and shows one with its figures', async () => {
    expect(await cellar('create', 'front', '--model', 'line', '--stable', '1')).toBe(0);
    expect(await cellar('list')).toBe(0);
    expect(out.at(-1)?.split('\n')).toEqual([
      'front  of line  version 1, pinned',
      'line            version 1, its champion',
    ]);
    expect(await cellar('show', 'line')).toBe(0);
    expect(out.at(-1)?.split('\n').slice(0, 3)).toEqual([
      'line',
      '  Serves    line, as nobody said otherwise',
      '  Stable    version 1, its champion',
    ]);
    expect(out.at(-1)).toContain('0 requests, 0 failed, 0 turned away; median –, 99th percentile –');
    expect(await cellar('list', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toHaveLength(2);
  });

  it('gives a canary its share, by a ramp or by hand, and takes it back', async () => {
    expect(await cellar('canary', 'line', '2', '--ramp', '5:60,50:30', '--promote', '--reason', 'new')).toBe(
      0,
    );
    expect(out.at(-1)).toMatch(/Beside {4}canary version 2 for 5 %\n {2}Ramp {6}goes on at 20\d\d-/);
    expect(await cellar('weigh', 'line', '30', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '').routes.split).toMatchObject({ version: 2, percent: 30, ramp: null });
    expect(await cellar('roll-back', 'line')).toBe(0);
    expect(out.at(-1)).not.toContain('canary');
    expect(await cellar('canary', 'line', '2', '--percent', '10')).toBe(0);
    expect(await cellar('promote', 'line')).toBe(0);
    expect(out.at(-1)).toContain('version 2, its champion');
    // Without a canary it is the alias that goes back.
    expect(await cellar('roll-back', 'line', '--reason', 'worse')).toBe(0);
    expect(out.at(-1)).toContain('version 1, its champion');
    await moveAlias(test.context, { model: 'line', alias: 'champion', version: 2, expected: 1 });
  });

  it('makes a key, shows it once, and revokes it', async () => {
    expect(await cellar('make-key', 'front', '--for', 'Shop', '--until', '2100-01-31')).toBe(0);
    const secret = out.at(-1) ?? '';
    expect(secret).toMatch(/^cellar_\S{43}$/);
    expect(await cellar('keys', 'front')).toBe(0);
    expect(out.at(-1)).not.toContain(secret);
    const [id = ''] = out.at(-1)?.split('  ') ?? [];
    expect(out.at(-1)).toContain(`${secret.slice(0, 12)}…  Shop  predict  until 2100-01-31  last used never`);
    expect(await cellar('revoke-key', id)).toBe(0);
    expect(await cellar('keys', 'front', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject([{ id, revokedAt: expect.any(String) }]);
  });

  it.each([
    [['show', 'nobody'], 'no deployment and no model named nobody'],
    [['canary', 'line'], 'The version must be a number.'],
    [['canary', 'line', '9', '--percent', '10'], 'line has no version 9'],
    [['canary', 'line', '1'], 'Say what share the canary gets'],
    [['canary', 'line', '1', '--ramp', '5'], 'write shares with their minutes'],
    [['weigh', 'line', 'half'], 'The share must be a number, not half.'],
    [['roll-back', 'front'], 'its stable version is pinned'],
    [['make-key', 'front', '--for', 'Shop', '--scopes', 'all'], 'Invalid option'],
    [['make-key', 'front', '--for', 'Shop', '--until', 'soon'], 'is no date'],
    [['promote'], 'Say which deployment'],
  ])('refuses %j in words', async (words, message) => {
    expect(await cellar(...words)).toBe(2);
    expect(refused.at(-1)).toContain(message);
  });
});
