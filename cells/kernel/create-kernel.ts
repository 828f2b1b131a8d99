import { CellDisplay } from './cell-display';
import type { CellNode } from './cell-node';
import type { CellRun } from './cell-run';
import { CellSet } from './cell-set';
import { importerOf, isDemanded, upstreamOf } from './dependencies';
import { baseName, isImportedCell, splitName } from './imports/imported-name';
import type { Builtin, Kernel, KernelOptions } from './kernel';
import { createGraph } from './runtime';
import { Slot } from './slot';
import { isSource, Stream } from './stream';
import { createTasks } from './tasks';
import { watchUncaughtErrors } from './uncaught-errors';
import type { World } from './world';

/** Makes the machine that runs a notebook: cells as a reactive graph over @observablehq/runtime. */
export function createKernel(options: KernelOptions): Kernel {
  const tasks = createTasks();
  const listeners = new Set<(changed: ReadonlySet<number>) => void>();
  const slots = new Map<string, Slot>();
  const displays = new Map<number, CellDisplay>();
  let changed = new Set<number>();
  let isSafe = options.safe === true;
  let busy = 0;
  const whenQuiet: (() => void)[] = [];

  const count = (change: 1 | -1) => {
    busy += change;
    if (busy === 0) for (const resolve of whenQuiet.splice(0)) resolve();
  };
  const flush = () => {
    restQueued();
    cells.mirrorImports();
    const batch = changed;
    changed = new Set();
    for (const listener of listeners) listener(batch);
  };
  // Nothing is on its way: who is still queued waits for a value that somebody has yet to give.
  const restQueued = () => {
    if (busy === 0 && !graph.isScheduled()) for (const node of cells.nodes) node.restIfQueued();
  };
  const world: World = {
    tasks,
    display(cellId) {
      const display = displays.get(cellId) ?? new CellDisplay(isImportedCell(cellId));
      displays.set(cellId, display);
      return display;
    },
    slot(name) {
      let slot = slots.get(name);
      if (!slot) {
        slot = new Slot(name);
        slots.set(name, slot);
      }
      return slot;
    },
    isBuiltIn(name) {
      const { base, scope } = splitName(name);
      const builtins = scope === undefined ? options.builtins : (options.imports?.builtins(scope) ?? {});
      return Object.hasOwn(builtins, base) || base in globalThis || name.startsWith('width ');
    },
    placeOf: (node) => (importerOf(node, world.slot) ?? node).display.root,
    provide(name) {
      const { base, scope } = splitName(name);
      if (scope === undefined) return;
      const builtin = options.imports?.builtins(scope)[base];
      const make = builtin && makeBuiltins({ [name]: builtin }, count, failedBuiltins)[name];
      if (make) graph.provide(name, make);
      else if (base in globalThis) graph.provide(name, () => Reflect.get(globalThis, base));
    },
    isSafe: () => isSafe,
    isDemanded: (node) => isDemanded(node, world.slot),
    busy: count,
    changed(cellId) {
      changed.add(cellId);
      if (changed.size === 1) tasks.next().then(flush);
    },
    isSameValue: options.isSameValue,
    inputIsNamed: options.inputIsNamed,
    inspect: options.inspect,
    inspectError: options.inspectError,
  };
  const failedBuiltins = new Map<string, () => unknown>();
  const graph = createGraph(makeBuiltins(options.builtins, count, failedBuiltins), tasks);
  const cells = new CellSet(options, graph, world);

  const unwatch = watchUncaughtErrors((cellId, error) => cells.get(cellId)?.printUncaught(error));

  const order = (nodes: Iterable<CellNode>) => {
    for (const [name, make] of failedBuiltins) graph.retryBuiltin(name, make);
    failedBuiltins.clear();
    for (const node of nodes) {
      if (node.problem || node.mode === 'off') continue;
      node.order();
      cells.touch(node);
    }
  };

  const settled = async () => {
    for (;;) {
      await tasks.next();
      if (graph.isScheduled()) continue;
      if (busy > 0) await new Promise<void>((resolve) => whenQuiet.push(resolve));
      else break;
    }
    restQueued();
    cells.mirrorImports();
  };

  return {
    setNotebook: (notebook) => cells.update(notebook),
    get: (cellId) => cells.get(cellId)?.report.snapshot ?? unknownCell,
    root: (cellId) => world.display(cellId).root,
    run(which) {
      if (typeof which === 'string') isSafe = false;
      const nodes = cells.nodes;
      if (which === 'all') order(nodes);
      else if (which === 'stale') order(nodes.filter(({ report }) => isNotFresh(report)));
      else {
        const wanted = new Set(which.flatMap((id) => cells.get(id) ?? []));
        order(upstreamOf(wanted).filter((node) => wanted.has(node) || !isSettledOrOnItsWay(node)));
      }
    },
    outdate(cellIds) {
      const nodes = cellIds.flatMap((id) => cells.get(id) ?? []);
      const waits = (node: CellNode) => isSafe || node.mode === 'manual';
      for (const node of nodes.filter(waits)) {
        node.outdate();
        cells.touch(node);
      }
      order(nodes.filter((node) => !waits(node)));
    },
    async stop(cellIds) {
      const nodes = new Set(cellIds ? cellIds.flatMap((id) => cells.get(id) ?? []) : cells.nodes);
      // Last first: a cell that waits for another one is no longer waiting when that one stops.
      for (const node of upstreamOf(nodes).reverse()) if (nodes.has(node)) node.stop();
      await tasks.next();
    },
    setVisible(cellId, visible) {
      const node = cells.get(cellId);
      if (!node || node.visibility.isSeen === visible) return;
      node.visibility.set(visible);
      if (visible && node.mode === 'lazy' && !isSafe && isNotFresh(node.report)) cells.touch(node);
    },
    async value(name) {
      for (;;) {
        const slot = slots.get(name);
        if (!slot?.producer) throw new Error(`No cell defines ${name}.`);
        const { report } = slot.producer;
        if (!graph.isScheduled() && report.state !== 'queued' && report.state !== 'running')
          return read(slot);
        await (graph.isScheduled() ? tasks.next() : nextChange(listeners));
      }
    },
    peek(name) {
      const slot = slots.get(name);
      return slot?.producer?.hasValue ? { value: slot.value } : undefined;
    },
    definedBy: (name) => slots.get(name)?.producer?.id,
    slice(cellId) {
      const node = cells.get(cellId);
      if (!node) return [];
      const wanted = new Set(upstreamOf(new Set([node])));
      return cells.nodes.filter((each) => wanted.has(each) && !isImportedCell(each.id)).map(({ id }) => id);
    },
    settled,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      unwatch();
      cells.dispose();
      listeners.clear();
      graph.dispose();
      tasks.dispose();
    },
  };
}

const unknownCell: CellRun = { state: 'idle', console: [], outputs: [], inputs: [] };

/** The graph's own builtins, counted while they load. Those that failed are tried again when the person runs a cell. */
function makeBuiltins(
  builtins: Readonly<Record<string, Builtin>>,
  count: (change: 1 | -1) => void,
  failed: Map<string, () => unknown>,
): Record<string, () => unknown> {
  const made: Record<string, () => unknown> = {};
  for (const [name, builtin] of Object.entries(builtins)) {
    if (!('make' in builtin)) continue;
    let known: { readonly value: unknown } | undefined;
    const make = () => {
      // The graph forgets what nobody reads; who reads it again gets the same.
      const value = known ? known.value : builtin.make();
      if (isSource(value)) return new Stream(value, () => {}).reader();
      known = { value };
      if (!(value instanceof Promise)) return value;
      count(1);
      return value
        .catch((cause) => {
          known = undefined;
          failed.set(name, make);
          throw new Error(
            `${baseName(name)} could not be loaded: ${cause instanceof Error ? cause.message : cause}`,
            {
              cause,
            },
          );
        })
        .finally(() => count(-1));
    };
    made[name] = make;
  }
  return made;
}

async function read(slot: Slot): Promise<unknown> {
  const { producer: node, name } = slot;
  if (!node) throw new Error(`No cell defines ${name}.`);
  if (node.report.state === 'failed') throw node.thrown ?? new Error(node.report.error?.message);
  if (node.report.state === 'blocked')
    throw new Error(`${name} has no value: cell ${node.report.error?.rootCell} failed, on which it depends.`);
  if (!node.hasValue) throw new Error(`${name} has no value: cell ${node.id} has not run.`);
  return slot.value;
}

function nextChange(listeners: Set<(changed: ReadonlySet<number>) => void>): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      listeners.delete(listener);
      resolve();
    };
    listeners.add(listener);
  });
}

function isNotFresh({ state }: { state: CellRun['state'] }): boolean {
  return state === 'idle' || state === 'stale';
}

function isSettledOrOnItsWay({ report: { state } }: CellNode): boolean {
  return state === 'fresh' || state === 'running' || state === 'queued';
}
