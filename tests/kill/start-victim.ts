import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BuildOptions, build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const outdir = join(root, '.build/kill');
/** A heartbeat that never ends here: what a killed process held is taken up by the next because that knows it to be alone. */
const alone = { PORT: '0', DUMP_HOURS: '0', DATABASE_URL: '', HEARTBEAT_SECONDS: '3600' };

/** Bundles the victim as the server is bundled. Test files do so side by side: each renames whole files into place. */
export async function buildVictim(): Promise<void> {
  const { serverBundle }: { serverBundle: (root: string) => BuildOptions } = await import(
    join(root, 'cli/server-bundle.mjs')
  );
  const { outputFiles = [] } = await build({
    ...serverBundle(root),
    write: false,
    entryPoints: {
      victim: 'tests/kill/victim.ts',
      'model-worker': 'server/serving/model-worker.ts',
      'judging-worker': 'server/serving/judging-worker.ts',
    },
    outdir,
  });
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents);
    await rename(`${path}.${process.pid}`, path);
  }
}

/** How often a test kills: `usual` times with every change, KILLS times where that is set (`KILLS=50 npx vitest run tests/kill`). */
export const countKills = (usual: number): number => Number(process.env.KILLS ?? usual);

export interface Victim {
  readonly url: string;
  readonly process: ChildProcess;
  /** The lines it has said since its address. */
  readonly said: readonly string[];
  /** Ends it as a power cut of the process would: nothing of it runs any more. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** What it logs goes to `log`. */
export async function startVictim(
  settings: Readonly<Record<string, string>>,
  log: NodeJS.WritableStream = process.stderr,
): Promise<Victim> {
  const child = spawn(process.execPath, [join(outdir, 'victim.mjs')], {
    cwd: root,
    env: { ...process.env, ...alone, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pipe(log, { end: false });
  const closed = once(child, 'close');
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await closed;
  };
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('http://')) resolve(line);
      else said.push(line);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
  });
  return { url, process: child, said, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** A call of the API as pages make it, on a connection of its own: an idle one may be closed while it is taken. Rejects when the server is gone. */
export async function call(url: string, procedure: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${procedure}: ${response.status} ${await response.text()}`);
  return (await response.json()).result.data;
}

export async function read(url: string, procedure: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(
    `${url}/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
    { headers: { connection: 'close' } },
  );
  if (!response.ok) throw new Error(`${procedure}: ${response.status} ${await response.text()}`);
  return (await response.json()).result.data;
}

export const randomWait = (mostMs: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs));
