/**
 * Edit → dependent output on a chain of cells: our kernel against the bare runtime, in one process, in turns; in Node, and in Chromium,
 * where notebooks run and the bare runtime waits for the next frame.
 * `npx tsx benchmarks/kernel-chain.bench.ts [cells] [rounds]`
 *
 * Both get the author's text of the first cell and end when the last cell has its new value. The bare side does what Notebook
 * Kit does for the same edit: transpile the cell, define its variable and one for each name, let the runtime compute; no states,
 * no stop, no display.
 */
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { measureChain } from './kernel-chain/measure-chain';
import { launchBrowser } from './launch-browser';

const size = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 60);

async function measureInChromium(): ReturnType<typeof measureChain> {
  const { outputFiles } = await build({
    entryPoints: ['benchmarks/kernel-chain/measure-chain.ts'],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName: 'chain',
    target: 'es2022',
    alias: { typescript: resolve('cli/absent-typescript.mjs') },
    logLevel: 'error',
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  const measured = await page.evaluate(`chain.measureChain(${size}, ${rounds})`);
  await browser.close();
  return measured as Awaited<ReturnType<typeof measureChain>>; // what the same function gives there
}

const table: Record<string, Record<string, string>> = {};
for (const [place, measure] of [
  ['Node', () => measureChain(size, rounds)],
  ['Chromium', measureInChromium],
] as const)
  for (const [what, { bare, kernel }] of Object.entries(await measure()))
    table[`${place}: ${what === 'open' ? 'open' : 'edit → last output'}, ${size} cells`] = {
      'bare runtime (ms)': bare.toFixed(2),
      'kernel (ms)': kernel.toFixed(2),
      ratio: (kernel / bare).toFixed(2),
    };
console.table(table);
