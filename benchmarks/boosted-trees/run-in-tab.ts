import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Metrics } from '@/cells/ml/model';
import type { TrainOptionsInput } from '@/cells/ml/train-options';
import { launchBrowser } from '../launch-browser';

export interface TabJob {
  readonly folder: string;
  readonly seed: number;
  readonly options: TrainOptionsInput['options'];
}

export interface TabAnswer {
  /** Of all that `ml.train` does, and until its last round. */
  readonly seconds: number;
  readonly fitSeconds: number;
  readonly metrics: Metrics;
}

export interface TabMeasured extends TabAnswer {
  /** Seconds of the tab's process, all its threads. */
  readonly cpu: number;
  /** Peak of the tab's process, with the data and the page; only Linux says. */
  readonly megabytes: number;
}

/** Trains in Chromium with the training worker as it is built for the frame; a browser of its own for each job. */
export async function runInTab(job: TabJob): Promise<TabMeasured> {
  execFileSync(process.execPath, ['cli/build-frame.mjs'], { stdio: 'ignore' });
  const built = await build({
    entryPoints: ['benchmarks/boosted-trees/tab-page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  const script = built.outputFiles[0]?.text ?? '';
  const manifest: Record<string, { file: string }> = JSON.parse(
    await readFile('public/frame/manifest.json', 'utf8'),
  );
  // A server of its own: what Playwright answers itself may not be as large as a million rows.
  const server = createServer(async (request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const asset = kind === 'asset' ? manifest[name] : undefined;
    const path = kind === 'case' ? join(job.folder, name) : asset && join('public/frame', asset.file);
    response.setHeader('content-type', typeOf(path));
    response.end(path ? await readFile(path) : '<!doctype html><title>bench</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`); // a listening TCP server has a port
    await page.addScriptTag({ content: script });
    const devtools = await browser.newBrowserCDPSession();
    const renderers = async () =>
      (await devtools.send('SystemInfo.getProcessInfo')).processInfo.filter(
        ({ type }) => type === 'renderer',
      );
    const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
    const answer = await page.evaluate((given) => globalThis.trainCase(given), job);
    const [busiest] = (await renderers())
      .map(({ id, cpuTime }) => ({ id, cpu: cpuTime - (before.get(id) ?? 0) }))
      .sort((a, b) => b.cpu - a.cpu);
    const status = await readFile(`/proc/${busiest?.id}/status`, 'utf8').catch(() => '');
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
    return { ...answer, cpu: busiest?.cpu ?? Number.NaN, megabytes: Math.round(peak / 1024) };
  } finally {
    await browser.close();
    server.close();
  }
}

function typeOf(path: string | undefined): string {
  if (!path) return 'text/html';
  return path.endsWith('.js')
    ? 'text/javascript'
    : path.endsWith('.wasm')
      ? 'application/wasm'
      : 'application/octet-stream';
}
