/**
 * The list of an experiment with many runs in Chromium: `RUNS=20000 npx tsx benchmarks/runs-page.bench.ts [url of a running server]`.
 * Where no experiment "Many runs" has that many, they are made first: each with six parameters, five figures and a curve of 400 points,
 * 166 runs a request. Milliseconds from the act to the rows being there; of ten times each, the median and the slowest.
 */
import type { Page } from 'playwright-core';
import { launchBrowser } from './launch-browser';

const url = process.argv[2] ?? 'http://localhost:3000';
const wanted = Number(process.env.RUNS ?? 20_000);
const points = 400;
const runsAtOnce = 166;
const title = 'Many runs';

interface Experiment {
  readonly id: string;
  readonly notebookTitle: string | null;
  readonly runs: number;
}

/** The answers are the API's own, whose shape its caller knows. */
async function read<T>(procedure: string): Promise<T> {
  return answerOf<T>(await fetch(`${url}/api/trpc/${procedure}?input=%7B%7D`));
}

async function write<T>(procedure: string, input: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return answerOf<T>(
    await fetch(`${url}/api/trpc/${procedure}`, { method: 'POST', headers, body: JSON.stringify(input) }),
  );
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return (await response.json()).result.data;
}

async function experiment(): Promise<string> {
  const all = await read<Experiment[]>('experiments.list');
  const known = all.find(({ notebookTitle, runs }) => notebookTitle === title && runs >= wanted);
  if (known) return known.id;
  const { id: notebookId } = await write<{ id: string }>('notebooks.create', { title });
  const hex = (i: number) =>
    `${notebookId.replaceAll(/[^0-9a-f]/g, '')}${i.toString(16).padStart(8, '0')}`
      .slice(-32)
      .padStart(32, '0');
  const start = performance.now();
  for (let from = 0; from < wanted; from += runsAtOnce) {
    const events = Array.from({ length: Math.min(runsAtOnce, wanted - from) }, (_, k) => from + k).flatMap(
      (i) => {
        const at = 1_700_000_000_000 + i * 1000;
        const common = { runId: hex(i), at };
        const depth = i % 12;
        const rmse = 40 + depth + ((i * 7919) % 1000) / 100;
        return [
          {
            ...common,
            type: 'start',
            sequence: 3 * i + 1,
            learner: ['linear', 'network', 'boosted-trees'][i % 3],
            params: {
              depth: String(depth),
              rounds: String(50 * (1 + (i % 7))),
              rate: String(0.3 / (1 + (i % 5))),
              seed: String(i % 97),
              split: i % 2 ? 'random' : 'time',
              target: 'cnt',
            },
          },
          {
            ...common,
            type: 'metrics',
            sequence: 3 * i + 2,
            points: Array.from({ length: points }, (_, step) => ({
              key: 'trainRmse',
              value: rmse + 100 / (step + 1),
              step,
              timestamp: at + step,
            })),
          },
          {
            ...common,
            type: 'end',
            sequence: 3 * i + 3,
            status: 'FINISHED',
            metrics: { rmse, mae: rmse * 0.7, r2: 1 - rmse / 100, mape: rmse / 400, bias: (i % 11) - 5 },
            step: points - 1,
          },
        ];
      },
    );
    await write('runs.record', { client: `bench-${notebookId}`, notebookId, events });
  }
  console.log(`${wanted} runs made in ${Math.round((performance.now() - start) / 1000)} s`);
  return await experiment();
}

const id = await experiment();
const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
const list = `${url}/experiments/${id}`;
const rows = (of: Page) => of.getByRole('table').locator('tbody tr');
const taken: Record<string, { 'median ms': number; 'slowest ms': number }> = {};

async function time(name: string, work: (round: number) => Promise<void>, rounds = 10) {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work(round);
    all.push(performance.now() - start);
  }
  all.sort((a, b) => a - b);
  taken[name] = {
    'median ms': Math.round(all[Math.floor(all.length / 2)] ?? 0),
    'slowest ms': Math.round(all.at(-1) ?? 0),
  };
}

/** The rows of the answer that the act asked for. */
const answered = (act: () => Promise<unknown>, procedure = 'runs.list'): Promise<void> =>
  Promise.all([page.waitForResponse((response) => response.url().includes(procedure)), act()]).then(() =>
    page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    ),
  );

await page.goto(list);
await rows(page).first().waitFor();
await time('open to first rows', async () => {
  await page.goto(list, { waitUntil: 'commit' });
  await rows(page).first().waitFor();
});
await time('sort by a figure', async (round) => {
  await answered(() =>
    page.getByLabel('Sorted by').selectOption({ label: `RMSE, ${round % 2 ? 'highest' : 'lowest'} first` }),
  );
});
await time('filter', async (round) => {
  await answered(async () => {
    await page
      .getByLabel('Filter', { exact: true })
      .fill(`metrics.rmse < ${42 + round / 3} and params.depth = '${round % 3}'`);
    await page.keyboard.press('Enter');
  });
});
await page.goto(list);
await rows(page).first().waitFor();
await time('next page', async () => {
  await answered(() => page.getByRole('button', { name: 'Older' }).click());
});
const parameters = ['depth', 'rounds', 'rate', 'seed', 'split', 'target'];
await time(
  'group by a parameter',
  (round) =>
    answered(
      () => page.getByLabel('Grouped by').selectOption({ label: parameters[round] ?? '' }),
      'runs.group',
    ),
  parameters.length,
);
await page.goto(list);
await rows(page).first().waitFor();
const frames = await page.evaluate(async () => {
  const gaps: number[] = [];
  let before = performance.now();
  for (let i = 0; i < 60; i++) {
    window.scrollBy(0, 40);
    await new Promise((done) => requestAnimationFrame(done));
    gaps.push(performance.now() - before);
    before = performance.now();
  }
  return gaps.sort((a, b) => a - b);
});
taken['frame while scrolling'] = {
  'median ms': Math.round(frames[30] ?? 0),
  'slowest ms': Math.round(frames.at(-1) ?? 0),
};
await browser.close();
console.log(`${wanted} runs × ${points} points`);
console.table(taken);
