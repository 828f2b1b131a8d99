import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segmentFolder } from '../services/monitoring';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';

describe('how a process is', () => {
  let test: TestSystem;
  let isReachable = true;
  let ask: (path: string) => Promise<Response>;
  beforeAll(async () => {
    test = await openTestSystem();
    const storage = { ...test.system.storage, isReachable: () => isReachable };
    const app = createHttpApp({ ...test.system, storage });
    ask = async (path) => app.request(path, { headers: { host: 'localhost' } });
  });
  afterAll(() => test.close());

  it('is well while database and storage answer', async () => {
    const response = await ask('/health');
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        status: 'ok',
        role: 'all',
        database: { kind: 'embedded', reachable: true },
        storage: { kind: 'disk', reachable: true },
        queue: { waiting: 0, running: 0 },
      },
    ]);
  });

  it('gets requests all the same while the storage is away', async () => {
    isReachable = false;
    const response = await ask('/health');
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: 'degraded', storage: { reachable: false } },
    ]);
    expect(await (await ask('/metrics')).text()).toContain('cellar_reachable{part="storage"} 0');
    isReachable = true;
  });

  it('counts requests by route and status, with their times, and tells how late the log is', async () => {
    await ask('/api/models/nobody/predict');
    await ask('/api/models/somebody/predict');
    const folder = segmentFolder(test.folder);
    await mkdir(folder, { recursive: true });
    test.setTime(new Date('2026-01-01T00:01:30Z'));
    const started = Date.parse('2026-01-01T00:01:00Z');
    await writeFile(join(folder, `${started}-1-0.open.jsonl`), 'twelve bytes');
    await writeFile(join(folder, `${started + 10_000}-1-1.jsonl`), 'twelve bytes');

    const response = await ask('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    for (const line of [
      'cellar_http_requests_total{method="GET",route="/api/models/:reference/predict",status="404"} 2',
      'cellar_http_request_duration_seconds_count{route="/api/models/:reference/predict"} 2',
      'cellar_http_request_duration_seconds_bucket{le="+Inf",route="/api/models/:reference/predict"} 2',
      'cellar_prediction_log_segments 2',
      'cellar_prediction_log_bytes 24',
      'cellar_prediction_log_lag_seconds 30',
      'cellar_reachable{part="database"} 1',
    ])
      expect(text).toContain(`${line}\n`);
    // A name in a path is nobody's measure.
    expect(text).not.toContain('somebody');
  });

  it('is ill without its database, and says so', async () => {
    const db = new Proxy(test.system.db, {
      get() {
        throw new Error('gone');
      },
    });
    const app = createHttpApp({ ...test.system, db });
    const response = await app.request('/health', { headers: { host: 'localhost' } });
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { status: 'down', database: { reachable: false } },
    ]);
  });
});
