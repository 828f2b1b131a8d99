import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../server/worker/find-chromium';

/** The browser that the server itself would run notebooks in, with a process for the frame as browsers of people give it. */
export async function launchBrowser(): Promise<Browser> {
  const { path, environment } = await findChromium({
    chromePath: process.env.CHROME_PATH,
    dataFolder: join(tmpdir(), 'cellar-benchmarks'),
  });
  return chromium.launch({
    executablePath: path,
    args: ['--site-per-process', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, ...environment },
  });
}
