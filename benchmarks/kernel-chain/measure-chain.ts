import { transpile } from '@observablehq/notebook-kit';
import { type Module, Runtime, type Variable } from '@observablehq/runtime';
import { createCell, createNotebook } from '@/cells/document/create';
import type { Notebook } from '@/cells/document/notebook';
import { createKernel } from '@/cells/kernel/create-kernel';
import { compileCell, runModeOf } from '@/cells/kinds';

const source = (i: number, first: number) =>
  i === 0 ? `const c0 = ${first}` : `const c${i} = c${i - 1} + 1`;

function bareChain(size: number) {
  const main: Module = new Runtime().module();
  const variables = Array.from({ length: size }, () => [] as Variable[]);
  let done: (value: unknown) => void = () => {};
  const last = `c${size - 1}`;
  const define = (i: number, text: string) => {
    const { body, inputs = [], outputs = [] } = transpile({ id: i + 1, mode: 'js', value: text } as never);
    const [cell, ...names] = variables[i] ?? [];
    const own = cell ?? main.variable({});
    own.define(`cell ${i + 1}`, inputs, evaluate(body));
    const named = outputs.map((name, j) =>
      (names[j] ?? main.variable(name === last ? { fulfilled: (value) => done(value) } : {})).define(
        name,
        [`cell ${i + 1}`],
        (exports: Record<string, unknown>) => exports[name],
      ),
    );
    variables[i] = [own, ...named];
  };
  return {
    start() {
      const ready = new Promise((resolve) => {
        done = resolve;
      });
      for (let i = 0; i < size; i++) define(i, source(i, 0));
      return ready;
    },
    edit(value: number) {
      const ready = new Promise((resolve) => {
        done = resolve;
      });
      define(0, source(0, value));
      return ready;
    },
  };
}

function kernelChain(size: number) {
  let done: (value: unknown) => void = () => {};
  const cells = Array.from({ length: size }, (_, i) =>
    createCell({ id: i + 1, kind: 'javascript', source: source(i, 0) }),
  );
  // One more cell hands out the last value, as an observer does on the other side.
  cells.push(createCell({ id: size + 1, kind: 'javascript', source: `reached(c${size - 1});` }));
  const kernel = createKernel({
    compile: compileCell,
    runMode: runModeOf,
    builtins: { reached: { make: () => (value: unknown) => done(value) } },
    inspect: unreachable,
    inspectError: unreachable,
  });
  let notebook: Notebook = createNotebook({ cells });
  const set = (next: Notebook) => {
    const ready = new Promise((resolve) => {
      done = resolve;
    });
    notebook = next;
    kernel.setNotebook(notebook);
    return ready;
  };
  return {
    start: () => set(notebook),
    edit(value: number) {
      const [first, ...rest] = notebook.cells;
      if (!first) throw new Error('No cells');
      return set({ ...notebook, cells: [{ ...first, source: source(0, value) }, ...rest] });
    },
    dispose: () => kernel.dispose(),
  };
}

function unreachable(): never {
  throw new Error('Nothing is displayed here');
}

function evaluate(body: string): unknown {
  // biome-ignore lint/security/noGlobalEval: what Notebook Kit does too.
  return globalThis.eval(`(${body})`);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Medians in milliseconds of both sides, in turns: until all cells have their values, and from an edit of the first to the last. */
export async function measureChain(size: number, rounds: number) {
  const bare = bareChain(size);
  const kernel = kernelChain(size);
  const open = { bare: await time(bare.start), kernel: await time(kernel.start) };
  const [bareTimes, kernelTimes]: [number[], number[]] = [[], []];
  for (let round = -20; round < rounds; round++) {
    const b = await time(() => bare.edit(round + 100));
    const k = await time(() => kernel.edit(round + 100));
    if (round < 0) continue; // until both are compiled
    bareTimes.push(b);
    kernelTimes.push(k);
  }
  kernel.dispose();
  return { open, edit: { bare: median(bareTimes), kernel: median(kernelTimes) } };
}
