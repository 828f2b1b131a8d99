import type { CompiledCell } from './compiled-cell';

export interface Duplicate {
  readonly name: string;
  /** Every cell that defines it, in the order given. */
  readonly cellIds: readonly number[];
}

/** Cells that wait for each other: the value of `names[i]` is made by `cellIds[i]` and needs `names[i + 1]`; the last needs the first. */
export interface Cycle {
  readonly cellIds: readonly number[];
  readonly names: readonly string[];
}

type Definitions = Pick<CompiledCell, 'inputs' | 'outputs'>;

/**
 * Finds, before anything runs, the names that more than one cell defines, and the cells that need their own result, one
 * cycle for each knot of cells. A name defined twice belongs to its first cell here.
 */
export function analyze(cells: ReadonlyMap<number, Definitions>): {
  duplicates: Duplicate[];
  cycles: Cycle[];
} {
  const definers = new Map<string, number[]>();
  for (const [cellId, { outputs }] of cells) {
    for (const name of outputs) {
      const known = definers.get(name);
      if (known) known.push(cellId);
      else definers.set(name, [cellId]);
    }
  }
  const duplicates = [...definers]
    .filter(([, cellIds]) => cellIds.length > 1)
    .map(([name, cellIds]) => ({ name, cellIds }));
  const producer = (name: string) => definers.get(name)?.[0];
  return { duplicates, cycles: findCycles(cells, producer) };
}

/** Depth first without recursion: a chain may be thousands of cells long. */
function findCycles(
  cells: ReadonlyMap<number, Definitions>,
  producer: (name: string) => number | undefined,
): Cycle[] {
  const cycles: Cycle[] = [];
  const done = new Set<number>();
  for (const start of cells.keys()) {
    if (done.has(start)) continue;
    // The path from `start`: each step is a cell, the name through which it was reached, and its inputs still to be visited.
    const path: { cellId: number; name: string; inputs: Iterator<string> }[] = [];
    const onPath = new Map<number, number>();
    const enter = (cellId: number, name: string) => {
      onPath.set(cellId, path.length);
      path.push({ cellId, name, inputs: (cells.get(cellId)?.inputs ?? [])[Symbol.iterator]() });
    };
    enter(start, '');
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const next = step.inputs.next();
      if (next.done) {
        path.pop();
        onPath.delete(step.cellId);
        done.add(step.cellId);
        continue;
      }
      const name = next.value;
      const cellId = producer(name);
      if (cellId === undefined || done.has(cellId)) continue;
      const knot = onPath.get(cellId);
      if (knot === undefined) enter(cellId, name);
      else {
        const steps = path.slice(knot);
        cycles.push({
          cellIds: steps.map((s) => s.cellId),
          names: steps.map((s, i) => (i === 0 ? name : s.name)),
        });
      }
    }
  }
  return cycles;
}
