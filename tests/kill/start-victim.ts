import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const outdir = join(root, '.build/kill');
/** The shortest heartbeat there is: what a killed worker held is taken up soon. */
const quick = { PORT: '0', DUMP_HOURS: '0', DATABASE_URL: '', HEARTBEAT_SECONDS: '10' };

/**
 * Bundles the victim as `cli/build-server.mjs` bundles the server, so that it starts as fast. Test files do so side by side: each
 * renames whole files into place.
 */
export async function buildVictim(): Promise<void> {
  const { outputFiles } = await build({
    write: false,
    absWorkingDir: root,
    entryPoints: {
      victim: 'tests/kill/victim.ts',
      'promote-for-ever': 'tests/kill/promote-for-ever.ts',
      'model-worker': 'server/serving/model-worker.ts',
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    logLevel: 'warning',
  });
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents);
    await rename(`${path}.${process.pid}`, path);
  }
}

export interface Victim {
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it as a power cut of the process would: nothing of it runs any more. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startVictim(
  settings: Readonly<Record<string, string>>,
  program: 'victim' | 'promote-for-ever' = 'victim',
): Promise<Victim> {
  const child = spawn(process.execPath, [join(outdir, `${program}.mjs`)], {
    cwd: root,
    env: { ...process.env, ...quick, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
  });
  return { url, process: child, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** A call of the API as pages make it. Rejects when the server is gone before it answers. */
export async function call(url: string, procedure: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${procedure}: ${response.status} ${await response.text()}`);
  return (await response.json()).result.data;
}

export async function read(url: string, procedure: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(
    `${url}/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
  );
  if (!response.ok) throw new Error(`${procedure}: ${response.status} ${await response.text()}`);
  return (await response.json()).result.data;
}

export const randomWait = (mostMs: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs));
