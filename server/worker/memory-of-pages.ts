import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

/**
 * Bytes that the page processes of a browser hold: heap, WebAssembly, pictures, in all their frames and workers. Undefined where the
 * machine does not tell (it does on Linux), or the browser is gone.
 */
export async function memoryOfPages(browser: Browser): Promise<number | undefined> {
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const pages = processInfo.filter(({ type }) => type === 'renderer');
    const bytes = await Promise.all(pages.map(({ id }) => memoryOf(id)));
    return bytes.reduce((sum, one) => sum + one, 0);
  } catch {
    return undefined; // not Linux, or it has just ended
  }
}

/** What only this process holds, and what it shares by memory files; the libraries that all have are not counted. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return ['RssAnon', 'RssShmem'].reduce(
    (sum, name) => sum + 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0),
    0,
  );
}
