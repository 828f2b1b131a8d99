import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun, recordRunEvents } from '../services/experiments';
import { createNotebook } from '../services/notebooks';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp, routesOf } from './app';

describe('sending a file of a run', () => {
  let test: TestSystem;
  let notebookId = '';
  const client = 'tab-12345';
  const runId = 'ab'.repeat(16);
  beforeAll(async () => {
    test = await openTestSystem();
    ({ id: notebookId } = await createNotebook(test.context, { title: 'Bikes' }));
    await recordRunEvents(test.context, {
      ...{ client, notebookId },
      events: [{ type: 'start', sequence: 1, runId, at: 1 }],
    });
  });
  afterAll(() => test.close());

  const request = (path: string, init?: RequestInit) =>
    createHttpApp(test.system, routesOf(test.system)).request(`http://localhost${path}`, {
      ...init,
      headers: { host: 'localhost', origin: 'http://localhost' },
    });
  const put = async (about: Record<string, string>, body: string, id = runId) => {
    const asked = new URLSearchParams({ client, notebookId, at: '2', ...about });
    const response = await request(`/api/runs/${id}/artifact?${asked}`, { method: 'PUT', body });
    return { status: response.status, body: await response.json() };
  };

  it('keeps it once, where the page and MLflow’s clients find it', async () => {
    const path = 'plots/what matters.svg';
    for (const taken of [1, 0])
      expect(await put({ sequence: '2', path }, '<svg/>')).toEqual({
        status: 200,
        body: { sequence: 2, taken, refused: [] },
      });
    expect((await readRun(test.context, { id: runId })).artifacts).toMatchObject([{ path, bytes: 6 }]);
    const got = await request(
      `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`,
    );
    expect(await got.text()).toBe('<svg/>');
    // Bytes of anybody's making are never a page of this origin.
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(got.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses what leads out of the folder, what is no event, and runs of other notebooks', async () => {
    for (const path of ['../up', '/etc/passwd', 'a\\b'])
      expect(await put({ sequence: '3', path }, 'x')).toMatchObject({ status: 400 });
    expect((await put({ sequence: 'many', path: 'x' }, 'x')).body.error.message).toContain('sequence');
    expect((await put({ sequence: '3', path: 'x' }, 'x', '..')).status).toBe(404);
    expect((await put({ sequence: '3', path: 'x', notebookId: 'other' }, 'x')).body.refused).toMatchObject([
      { sequence: 3, reason: expect.stringContaining('another notebook') },
    ]);
    expect((await readRun(test.context, { id: runId })).artifacts).toHaveLength(1);
  });
});
