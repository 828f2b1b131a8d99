/**
 * A brush over ten million rows, two linked charts: ours in a notebook of a running server against Mosaic's own libraries on a page of
 * their own, in the same Chromium, on the same rows, with the same build of DuckDB-WASM.
 * `npx tsx benchmarks/brush.bench.ts [url of a running server] [rows]`
 *
 * A step is one move of the pointer by one bar: from the event to the first change of the other chart's bars. Mosaic's packages are
 * installed into a temporary folder, once.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Frame, Page } from 'playwright-core';
import { launchBrowser } from './launch-browser';

const url = process.argv[2] ?? 'http://localhost:3000';
const rows = Number(process.argv[3] ?? 10_000_000);
const steps = 30;
const folder = join(tmpdir(), 'cellar-mosaic');
const data = `CREATE TABLE trips AS SELECT 20 + 12 * sin(range / 100000.0) + (hash(range) % 1000) / 100.0 AS temp,
  ((hash(range + 7) % 24000) / 1000.0) * (1 + sin(range / 100000.0) / 4) AS hr FROM range(${rows})`;

const page = `
import * as vg from '@uwdata/vgplot';
import * as duckdb from '@duckdb/duckdb-wasm';
const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker('/duckdb-worker.js'));
await db.instantiate('/duckdb.wasm');
const connector = await vg.wasmConnector({duckdb: db});
vg.coordinator().databaseConnector(connector);
await vg.coordinator().exec(${JSON.stringify(data)});
const brush = vg.Selection.crossfilter();
const draw = (column, select) => vg.plot(
  vg.rectY(vg.from('trips', {filterBy: brush}), {x: vg.bin(column, {steps: 100}), y: vg.count(), fill: '#8a1c3f', inset: 0.5}),
  ...(select ? [vg.intervalX({as: brush})] : []),
  vg.width(720), vg.height(360)
);
const first = draw('temp', true), second = draw('hr', false);
first.id = 'first'; second.id = 'second';
document.body.append(first, second);
`;

async function buildMosaic(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  // A later flechette asks for a package that the registry does not have.
  const wanted = {
    private: true,
    type: 'module',
    dependencies: { '@uwdata/vgplot': '0.32.0' },
    overrides: { '@uwdata/flechette': '2.6.0' },
  };
  await writeFile(at('package.json'), JSON.stringify(wanted));
  if (!existsSync(at('node_modules/@uwdata/vgplot')))
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
    });
  await writeFile(at('page.js'), page);
  await writeFile(at('index.html'), '<!doctype html><body><script type="module" src="/bundle.js"></script>');
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: folder,
    entryPoints: ['page.js'],
    outfile: at('bundle.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    alias: { '@duckdb/duckdb-wasm': resolve('node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser.mjs') },
    logLevel: 'error',
  });
  const dist = 'node_modules/@duckdb/duckdb-wasm/dist';
  await copyFile(`${dist}/duckdb-browser-eh.worker.js`, at('duckdb-worker.js'));
  await copyFile(`${dist}/duckdb-eh.wasm`, at('duckdb.wasm'));
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

async function serve(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? '/index.html' : (request.url ?? '');
    try {
      const body = await readFile(join(folder, name.replaceAll('..', '')));
      response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function createNotebook(): Promise<string> {
  const chart = (x: string) =>
    `display(await chart("trips", {mark: "histogram", x: "${x}", bins: 100, brush: "trips"}));`;
  const source = `{ await sql\`${data}\`; ${chart('temp')} ${chart('hr')} }`;
  const html = `<!doctype html>\n<notebook>\n  <title>Brushing</title>\n  <script id="1" type="module">\n    ${source.replaceAll('\n', ' ')}\n  </script>\n</notebook>\n`;
  const response = await fetch(`${url}/api/trpc/notebooks.create`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ html }),
  });
  return (await response.json()).result.data.id;
}

interface Place {
  readonly page: Page;
  readonly frame: Frame;
  /** The brushed chart's bars, and what holds those of the other. */
  readonly brushed: string;
  readonly followed: string;
}

/** Milliseconds from each move to the first change of the other chart: the first one, and all others. */
async function measure({
  page,
  frame,
  brushed,
  followed,
}: Place): Promise<{ first: number; others: number[] }> {
  const box = await frame.locator(brushed).first().boundingBox();
  if (!box) throw new Error(`${brushed} is not on the page`);
  await frame.evaluate((selector) => {
    const state = { moved: 0, latency: -1 };
    Object.assign(window, { brushing: state });
    // Nameless: what gives functions their names here is not there.
    window.addEventListener(
      'pointermove',
      () => {
        state.moved = performance.now();
        state.latency = -1;
      },
      { capture: true },
    );
    const target = document.querySelector(selector);
    if (!target) throw new Error(`${selector} is not on the page`);
    new MutationObserver(() => {
      if (state.latency < 0) state.latency = performance.now() - state.moved;
    }).observe(target, { subtree: true, childList: true, attributes: true });
  }, followed);
  const y = box.y + box.height / 2;
  const at = (share: number) => box.x + box.width * share;
  const bar = box.width / 100;
  const step = async (x: number): Promise<number | undefined> => {
    await page.mouse.move(x, y);
    return frame
      .waitForFunction(
        () => {
          const { latency } = Reflect.get(window, 'brushing');
          return latency >= 0 ? { latency } : undefined;
        },
        undefined,
        { timeout: 3000, polling: 5 },
      )
      .then(
        async (handle) => (await handle.jsonValue())?.latency as number,
        () => undefined,
      );
  };
  await page.mouse.move(at(0.3), y);
  await page.waitForTimeout(3000); // both make ready when the pointer comes near
  await page.mouse.down();
  const first = (await step(at(0.3) + bar * 8)) ?? Number.NaN;
  await step(at(0.3) + bar * 15);
  await page.mouse.up();
  await page.waitForTimeout(500);
  await page.mouse.move(at(0.3) + bar * 7.5, y);
  await page.waitForTimeout(1500);
  await page.mouse.down();
  const others: number[] = [];
  for (let i = 1; i <= steps; i++) {
    const latency = await step(at(0.3) + bar * (7.5 + i));
    if (latency !== undefined) others.push(latency);
  }
  await page.mouse.up();
  return { first, others };
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

await buildMosaic();
const server = await serve();
const id = await createNotebook();
const browser = await launchBrowser();

async function ours() {
  const tab = await browser.newPage({ viewport: { width: 1200, height: 1100 } });
  await tab.goto(`${url}/notebooks/${id}`);
  const inner = tab.frameLocator('iframe[title="Notebook"]');
  await inner
    .locator('.js-plotly-plot')
    .nth(1)
    .locator('.barlayer path')
    .first()
    .waitFor({ timeout: 120_000 });
  const frame = tab.frames().find((one) => one !== tab.mainFrame() && one.url().includes('notebook.html'));
  if (!frame) throw new Error('The notebook has no frame');
  await tab.waitForTimeout(2000);
  const found = await measure({
    page: tab,
    frame,
    brushed: '.chart .plotly .nsewdrag',
    followed: '.chart ~ .chart .barlayer',
  });
  await tab.close();
  return found;
}

async function mosaic() {
  const tab = await browser.newPage({ viewport: { width: 1200, height: 1100 } });
  await tab.goto(server.url);
  await tab.locator('#second rect').nth(5).waitFor({ timeout: 120_000 });
  await tab.waitForTimeout(2000);
  const found = await measure({
    page: tab,
    frame: tab.mainFrame(),
    brushed: '#first svg .overlay',
    followed: '#second',
  });
  await tab.close();
  return found;
}

const rounds = [
  { ours: await ours(), mosaic: await mosaic() },
  { mosaic: await mosaic(), ours: await ours() },
];
await browser.close();
server.close();
const side = (name: 'ours' | 'mosaic') => {
  const all = rounds.flatMap((round) => round[name].others);
  return {
    steps: all.length,
    'first step (ms)': Number(Math.min(...rounds.map((round) => round[name].first)).toFixed(1)),
    'median (ms)': Number(quantile(all, 0.5).toFixed(1)),
    'p95 (ms)': Number(quantile(all, 0.95).toFixed(1)),
  };
};
const table = { ours: side('ours'), mosaic: side('mosaic') };
console.table(table);
const ratio = table.ours['median (ms)'] / table.mosaic['median (ms)'];
const ratio95 = table.ours['p95 (ms)'] / table.mosaic['p95 (ms)'];
console.log(
  `${rows.toLocaleString('en-US')} rows. Ours against Mosaic's page: median ${ratio.toFixed(2)}×, p95 ${ratio95.toFixed(2)}× (at most 1×).`,
);
process.exitCode = ratio <= 1 ? 0 : 1;
