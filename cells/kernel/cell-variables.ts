import type { CompiledCell } from '@/cells/compiler/compiled-cell';
import { allNames } from './all-names';
import type { CellNode } from './cell-node';
import { observeWidth } from './observe-width';
import type { Graph, Variable } from './runtime';
import type { World } from './world';

/** A cell's variables in the runtime's graph: one for its value, one for each further name. */
export class CellVariables {
  readonly #graph: Graph;
  readonly #node: CellNode;
  readonly #world: World;
  readonly #own: Variable;
  readonly #outputs = new Map<string, Variable>();
  #width: Variable | undefined;
  #name: string | null = null;

  constructor(graph: Graph, node: CellNode, world: World) {
    this.#graph = graph;
    this.#node = node;
    this.#world = world;
    this.#own = graph.variable({
      pending: () => node.pending(),
      fulfilled: () => node.fulfilled(),
      rejected: (error) => node.rejected(error),
    });
  }

  define(compiled: CompiledCell): void {
    const node = this.#node;
    const name = nameOfValue(node.id, compiled);
    this.#name = name;
    if (node.inputs.some((slot) => slot.name === widthName(node.id))) this.#defineWidth();
    this.#own.define(
      name,
      node.inputs.map((slot) => slot.name),
      (...inputs: unknown[]) => node.compute(inputs),
    );
    this.defineOutputs(compiled);
  }

  /** The further names: taken from the cell's own value, or, once that is there, from what it imports. */
  defineOutputs(compiled: CompiledCell): void {
    const node = this.#node;
    const own = this.#name ?? '';
    for (const output of furtherNames(node.id, compiled)) {
      const slot = this.#world.slot(output);
      const from = node.imported.passes.get(slot);
      const variable = this.#output(output);
      if (from)
        variable.define(output, [own, from.name], (_: unknown, value: unknown) =>
          node.imported.pass(slot, from, value),
        );
      else variable.define(output, [own], (value: unknown) => node.output(slot, value));
    }
  }

  /** Gives the names back, so that another cell can take them. */
  release(): void {
    for (const variable of this.#outputs.values()) variable.delete();
    this.#outputs.clear();
    if (this.#name !== null) this.#own.define(null, [], () => {});
    this.#name = null;
  }

  /** Names of a cell that cannot run: who reads them learns why. */
  defineProblem(names: readonly string[], problem: Error): void {
    const fail = () => {
      throw problem;
    };
    this.#name = null;
    this.#own.define(null, [], fail);
    for (const name of names) this.#output(name).define(name, [], fail);
  }

  touch(): void {
    this.#graph.touch(this.#own);
  }

  delete(): void {
    this.release();
    this.#own.delete();
    this.#width?.delete();
  }

  #output(name: string): Variable {
    let variable = this.#outputs.get(name);
    if (!variable) {
      variable = this.#graph.variable({
        fulfilled: () => this.#node.outputFulfilled(name),
        rejected: (error) => this.#node.outputRejected(error),
      });
      this.#outputs.set(name, variable);
    }
    return variable;
  }

  #defineWidth(): void {
    this.#width ??= this.#graph
      .variable({})
      .define(widthName(this.#node.id), [], () => observeWidth(this.#world.placeOf(this.#node)));
  }
}

/** The name under which the graph knows a cell's own value; null when nobody can ask for it. */
export function nameOfValue(cellId: number, compiled: CompiledCell): string | null {
  const { outputs, single, autoview } = compiled;
  const [first] = outputs;
  if (first === undefined) return null;
  if (autoview) return `viewof$${first}`;
  return single ? first : `cell ${cellId}`;
}

/** The names that are taken from a cell's own value. */
export function furtherNames(cellId: number, compiled: CompiledCell): readonly string[] {
  const own = nameOfValue(cellId, compiled);
  return allNames(compiled).filter((name) => name !== own);
}

/** `width` is the width of the cell that asks. */
export function widthName(cellId: number): string {
  return `width ${cellId}`;
}
