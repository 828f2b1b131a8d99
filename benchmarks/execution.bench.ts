/**
 * A notebook of five cells (text, two SQL, a chart, a check) in a headless frame, from order to pictures, in a browser that is warm and in one
 * that is started for it; and how many such runs a worker, which has one at a time, comes to in a minute.
 * `npx tsx benchmarks/execution.bench.ts [rounds]`
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openFrameServer } from '@/server/http/frame-server';
import { openTestSystem } from '@/server/testing';
import { closeBrowser, provideFrames } from '@/server/worker/browser';
import { runInFrame } from '@/server/worker/browser-run';

const html = `<!doctype html>
<notebook>
  <title>Five cells</title>
  <script id="1" type="text/markdown">
    # Five cells
  </script>
  <script id="2" type="application/sql" output="numbers">
    SELECT range AS n, range % 7 AS day FROM range(100000)
  </script>
  <script id="3" type="application/sql" output="days">
    SELECT day, count(*) AS n FROM numbers GROUP BY day ORDER BY day
  </script>
  <script id="4" type="module">
    display(Plot.plot({marks: [Plot.barY([...days].map((row) => ({day: Number(row.day), n: Number(row.n)})), {x: "day", y: "n"})]}))
  </script>
  <script id="5" type="module">
    display(check("Seven days", days.numRows === 7))
  </script>
</notebook>
`;

const rounds = Number(process.argv[2] ?? 7);
await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
const world = await openTestSystem();
provideFrames(world.system, openFrameServer);

async function execute(pictures: boolean): Promise<number> {
  const start = performance.now();
  const { cells } = await runInFrame(world.system, {
    html,
    mode: 'execute',
    notebookId: 'bench',
    answer: async () => [],
    pictures: pictures ? 200 : 0,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
  });
  const bad = cells.find((cell) => cell.state !== 'fresh');
  if (bad) throw new Error(`Cell ${bad.cellId} is ${bad.state}: ${bad.error}`);
  return performance.now() - start;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const cold = [await execute(true)];
for (let round = 1; round < Math.min(3, rounds); round++) {
  await closeBrowser(world.system);
  cold.push(await execute(true));
}
const withPictures: number[] = [];
const withoutPictures: number[] = [];
for (let round = 0; round < rounds; round++) {
  withPictures.push(await execute(true));
  withoutPictures.push(await execute(false));
}
const row = (values: number[]) => ({
  ms: Math.round(median(values)),
  'a minute': Math.round(60_000 / median(values)),
});
console.table({
  'cold, browser started (median)': row(cold),
  'warm, with pictures (median)': row(withPictures),
  'warm, without pictures (median)': row(withoutPictures),
});
await closeBrowser(world.system);
await world.close();
