/**
 * Large notebooks in Chromium: how long until every output stands after a reload, and how long a key press takes to be painted.
 * `npx tsx benchmarks/notebook.bench.ts [url of a running server] [cells, …]`
 *
 * One cell in ten asks DuckDB, four are prose, five are JavaScript with an output. The key goes into the first JavaScript cell; beside
 * it stands the same key in a notebook of one cell, in the same run.
 */
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { launchBrowser } from './launch-browser';

const url = process.argv[2] ?? 'http://localhost:3000';
const sizes = (process.argv[3] ?? '1,250,1000').split(',').map(Number);
const rounds = 5;
const keys = 120;

const cellText = (id: number): [type: string, source: string] => {
  if (id % 10 === 5) return ['application/sql', `SELECT ${id} AS number, range AS step FROM range(5)`];
  if (id % 2 === 0 && id % 10 !== 0)
    return ['text/markdown', `## Section ${id}\n\nA paragraph with **words** and \`code\` about ${id}.`];
  return ['module', `const value${id} = ${id} * 2;\ndisplay({ value: value${id}, name: "cell ${id}" });`];
};

async function createNotebook(cells: number): Promise<string> {
  const scripts = Array.from({ length: cells }, (_, place) => {
    const [type, source] = cellText(place + 1);
    return `  <script id="${place + 1}" type="${type}"${type === 'module' ? ' pinned' : ''}>\n    ${source.replaceAll('\n', '\n    ')}\n  </script>\n`;
  });
  const html = `<!doctype html>\n<notebook>\n  <title>${cells} cells</title>\n${scripts.join('')}</notebook>\n`;
  const response = await fetch(`${url}/api/trpc/notebooks.create`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ html }),
  });
  return (await response.json()).result.data.id;
}

/** The frame of a notebook, once it is there. */
async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe[title="Notebook"]').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('The notebook has no frame');
  return frame;
}

/** Milliseconds from the start of navigation until no cell has still to come to its value. */
async function open(context: BrowserContext, id: string, cells: number): Promise<[number, Page]> {
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(`${url}/notebooks/${id}`, { waitUntil: 'commit' });
  const frame = await frameOf(page);
  await frame.waitForFunction(
    // Asked in every frame: it stops at the first that is not done, so as not to weigh in what it measures.
    (wanted) =>
      !document.querySelector('[data-cell-id]:not([data-state="fresh"])') &&
      document.querySelectorAll('[data-cell-id]').length >= wanted,
    cells,
    { polling: 'raf', timeout: 60_000 },
  );
  return [performance.now() - start, page];
}

/** Milliseconds from each key press to the frame after which it is on the screen. */
async function typeKeys(page: Page): Promise<number[]> {
  const frame = await frameOf(page);
  const editor = frame.locator('[data-kind="javascript"] .cm-content').first();
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\n// ');
  await frame.evaluate(() => {
    const painted: number[] = [];
    Object.assign(window, { painted });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => painted.push(performance.now() - timeStamp);
        requestAnimationFrame(() => channel.port2.postMessage(undefined));
      },
      { capture: true },
    );
  });
  // As quick hands type: a key in 80 ms.
  await page.keyboard.type('a key press to paint '.repeat(Math.ceil(keys / 21)).slice(0, keys), {
    delay: 80,
  });
  return frame.evaluate(() => (window as unknown as { painted: number[] }).painted);
}

const quantile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const browser = await launchBrowser();
const table: Record<string, Record<string, string>> = {};
for (const cells of sizes) {
  const id = await createNotebook(cells);
  const context = await browser.newContext();
  const [, first] = await open(context, id, cells);
  await first.close();
  const warm: number[] = [];
  let painted: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [time, page] = await open(context, id, cells);
    warm.push(time);
    if (round === rounds - 1) painted = await typeKeys(page);
    await page.close();
  }
  await context.close();
  table[`${cells} cells`] = {
    'all outputs after a reload (ms)': quantile(warm, 0.5).toFixed(0),
    'key to paint, median (ms)': quantile(painted, 0.5).toFixed(1),
    'key to paint, 95 % (ms)': quantile(painted, 0.95).toFixed(1),
    keys: String(painted.length),
  };
}
await browser.close();
console.table(table);
