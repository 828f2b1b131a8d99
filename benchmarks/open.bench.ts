/**
 * Opening a notebook in Chromium: navigation start → editor there → first SQL result, cold (a new profile) and warm (the same
 * profile again), in milliseconds and bytes over the wire.
 * `npx tsx benchmarks/open.bench.ts [url of a running server] [rounds]`
 */
import type { BrowserContext } from 'playwright-core';
import { launchBrowser } from './launch-browser';

const url = process.argv[2] ?? 'http://localhost:3000';
const rounds = Number(process.argv[3] ?? 3);

interface Opening {
  readonly editor: number;
  readonly result: number;
  readonly bytes: number;
  readonly requests: number;
}

async function createNotebook(): Promise<string> {
  const cell = (id: number, type: string, source: string) =>
    `  <script id="${id}" type="${type}">\n    ${source}\n  </script>\n`;
  const html = `<!doctype html>\n<notebook>\n  <title>Opening</title>\n${cell(1, 'text/markdown', '# Opening')}${cell(2, 'application/sql', 'SELECT 41 + 1 AS answer')}${cell(3, 'module', 'const three = 1 + 2;')}</notebook>\n`;
  const response = await fetch(`${url}/api/trpc/notebooks.create`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ html }),
  });
  return (await response.json()).result.data.id;
}

async function open(context: BrowserContext, id: string): Promise<Opening> {
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  await network.send('Network.enable');
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  const start = performance.now();
  await page.goto(`${url}/notebooks/${id}`, { waitUntil: 'commit' });
  const frame = page.frameLocator('iframe[title="Notebook"]');
  await frame.getByRole('heading', { name: 'Opening' }).waitFor();
  const editor = performance.now() - start;
  await frame.locator('[data-kind="sql"][data-state="fresh"]').waitFor();
  const result = performance.now() - start;
  await page.close();
  return { editor, result, bytes, requests };
}

const browser = await launchBrowser();
const id = await createNotebook();
const cold: Opening[] = [];
const warm: Opening[] = [];
for (let round = 0; round < rounds; round += 1) {
  const context = await browser.newContext();
  cold.push(await open(context, id));
  warm.push(await open(context, id));
  await context.close();
}
await browser.close();

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const row = (openings: Opening[]) => ({
  'prose there (ms)': Math.round(median(openings.map(({ editor }) => editor))),
  'first SQL result (ms)': Math.round(median(openings.map(({ result }) => result))),
  'over the wire (kB)': Math.round(median(openings.map(({ bytes }) => bytes)) / 1000),
  requests: median(openings.map(({ requests }) => requests)),
});
console.table({ cold: row(cold), warm: row(warm) });
