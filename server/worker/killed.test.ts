import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiRouter } from '../api/router';

/**
 * kill -9 of the server while it executes a notebook: each execution still comes to one end, with one mail and one alert, and all
 * that it refers to is there.
 */
const kills = 20;
const html = `<!doctype html>
<notebook>
  <title>Killed</title>
  <script id="1" type="module">
    display(html\`<figure><svg width="80" height="40"></svg><figcaption>Alive</figcaption></figure>\`);
    display(check("Holds", false, {detail: "it does not hold"}));
  </script>
</notebook>
`;

let folder: string;
let server: { readonly process: ChildProcess; readonly port: number } | undefined;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  folder = await mkdtemp(join(tmpdir(), 'cellar-killed-'));
}, 120_000);
afterAll(async () => {
  await kill();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start() {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'tests/serve-until-killed.ts'), join(folder, 'data')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const port = Number(/^port (\d+)$/.exec(line)?.[1]);
    if (port) {
      server = { process: child, port };
      return createTRPCClient<ApiRouter>({ links: [httpLink({ url: `http://localhost:${port}/api/trpc` })] });
    }
  }
  throw new Error('The server did not start.');
}

async function kill() {
  if (!server) return;
  const ended = once(server.process, 'exit');
  server.process.kill('SIGKILL');
  server = undefined;
  await ended;
}

type Api = Awaited<ReturnType<typeof start>>;

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const isRunning = async (api: Api) => {
  const executions = await api.executions.list.query({ limit: 100 });
  return executions.some(({ status }) => status === 'running') || undefined;
};

test(`${kills} kills while executing leave no half-made execution and double no mail`, async () => {
  let api = await start();
  const { id: notebookId } = await api.notebooks.create.mutate({ html });
  const { id } = await api.schedules.create.mutate({ notebookId, cron: '0 0 1 1 *', timeZone: 'UTC' });
  await api.schedules.update.mutate({ id, retryLimit: 5 });
  for (let round = 0; round < kills; round++) {
    await api.schedules.runNow.mutate({ id });
    await until(() => isRunning(api));
    // Somewhere in a run, which takes a second or two: at its start, among its pictures, as it is recorded.
    await new Promise((resolve) => setTimeout(resolve, (2000 * round) / kills));
    await kill();
    api = await start();
  }
  const ended = await until(async () => {
    const executions = await api.executions.list.query({ limit: 100 });
    return executions.every(({ status }) => status === 'succeeded' || status === 'failed')
      ? executions
      : undefined;
  });
  const { mails } = await until(async () => {
    const outbox = await api.mails.list.query({ limit: 500 });
    return outbox.mails.every(({ state }) => state === 'kept') ? outbox : undefined;
  });
  expect(mails.map((mail) => mail.executionId).sort()).toEqual(ended.map((execution) => execution.id).sort());
  for (const { id, status } of ended) {
    expect(status).toBe('succeeded');
    const { outputs, verdict, checks } = await api.executions.read.query({ id });
    expect(verdict).toBe('problems');
    expect(checks).toHaveLength(1);
    expect(outputs?.cells).toHaveLength(1);
    const picture = await fetch(`http://localhost:${server?.port}/reports/executions/${id}/1.png`);
    expect(picture.headers.get('content-type')).toBe('image/png');
  }
  for (const { id } of mails)
    expect((await fetch(`http://localhost:${server?.port}/reports/mails/${id}.eml`)).status).toBe(200);
  expect(await api.alerts.list.query({})).toHaveLength(1);
}, 600_000);
