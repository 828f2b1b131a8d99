import type { CompiledCell } from '@/cells/compiler/compiled-cell';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { toCellError } from './cell-errors';
import { CellNode } from './cell-node';
import type { CellError } from './cell-run';
import { CellVariables, furtherNames, nameOfValue, widthName } from './cell-variables';
import { definedNames, findConflicts } from './find-conflicts';
import { baseName, splitName } from './imports/imported-name';
import { mirrorImport } from './imports/mirror-import';
import type { KernelOptions } from './kernel';
import type { Graph } from './runtime';
import { kernelNames, type Scoped, scopedBuiltin } from './scoped-values';
import type { Slot } from './slot';
import type { World } from './world';

interface Member {
  readonly node: CellNode;
  readonly variables: CellVariables;
  /** What stands in the graph now. */
  defined: { compiled?: CompiledCell; problem?: CellError; scoped: string | undefined; links?: string };
  syntaxError: CellError | undefined;
  /** The names it defines and reads, as one text. */
  shape: string | undefined;
}

/**
 * The cells of the notebook as nodes of the graph. `update` takes a new state of the author's and changes in the graph only
 * what that changed.
 */
export class CellSet {
  readonly #options: KernelOptions;
  readonly #graph: Graph;
  readonly #world: World;
  readonly #scoped: ReadonlyMap<string, Scoped>;
  readonly #importedScoped = new Map<string, Scoped>();
  /** In document order. */
  #members = new Map<number, Member>();
  #notebook: Notebook = { title: '', cells: [], attributes: {} };
  #names: ReadonlySet<string> = new Set();
  /** The slots that have a producer. */
  readonly #produced: Slot[] = [];
  #conflicts: ReadonlyMap<number, CellError> = new Map();
  /** Cells that were taken away last, with what they had: undo brings them back. */
  readonly #parked = new Map<number, Member>();

  constructor(options: KernelOptions, graph: Graph, world: World) {
    this.#options = options;
    this.#graph = graph;
    this.#world = world;
    const perCell = Object.entries(options.builtins).flatMap(([name, builtin]) =>
      'perCell' in builtin ? [[name, scopedBuiltin(builtin)] as const] : [],
    );
    this.#scoped = new Map([...perCell, ...kernelNames]);
  }

  get nodes(): CellNode[] {
    return [...this.#members.values()].map(({ node }) => node);
  }

  get(cellId: number): CellNode | undefined {
    return this.#members.get(cellId)?.node;
  }

  touch(node: CellNode): void {
    this.#members.get(node.id)?.variables.touch();
  }

  update(notebook: Notebook): void {
    const isOtherwise = notebook.attributes !== this.#notebook.attributes;
    this.#notebook = notebook;
    const { changed, isRemoved } = this.#take(notebook.cells, isOtherwise);
    for (const member of changed) this.#compile(member);
    // Most edits leave every name where it was: then nobody else is concerned.
    const isReshaped = changed.map((member) => this.#isReshaped(member)).includes(true) || isRemoved;
    if (isReshaped) this.#reshape();
    this.#define(isReshaped ? [...this.#members.values()] : [...new Set([...changed, ...this.#importing()])]);
  }

  /** Cells that import have no state of their own once what they import is here. */
  mirrorImports(): void {
    const { imports } = this.#options;
    if (!imports) return;
    for (const { node } of this.#importing()) {
      const mirrored = mirrorImport(node, imports);
      if (mirrored) node.mirror(mirrored);
    }
  }

  #importing(): Member[] {
    return [...this.#members.values()].filter(({ node }) => node.compiled?.notebooks);
  }

  /** Adds, removes and reorders; gives the cells whose text is new, and whether any is gone. `isOtherwise`: what the notebook says of all. */
  #take(cells: readonly Cell[], isOtherwise: boolean): { changed: Member[]; isRemoved: boolean } {
    const members = new Map<number, Member>();
    const changed: Member[] = [];
    for (const cell of cells) {
      const known = this.#members.get(cell.id);
      const member = known ?? this.#revive(cell) ?? this.#create(cell);
      members.set(cell.id, member);
      // A text that did not compile is read again: what reads it may have been on its way.
      if (!known || known.syntaxError || !isSameText(known.node.cell, cell)) changed.push(member);
      if (known && (known.node.cell !== cell || isOtherwise)) this.#setMode(known, cell);
      member.node.cell = cell;
    }
    const removed = [...this.#members.values()].filter(({ node }) => !members.has(node.id));
    for (const member of removed) this.#remove(member);
    this.#members = members;
    return { changed, isRemoved: removed.length > 0 };
  }

  #create(cell: Cell): Member {
    const node = new CellNode(cell, this.#options.runMode(cell, this.#notebook), this.#world);
    const variables = new CellVariables(this.#graph, node, this.#world);
    return { node, variables, defined: { scoped: undefined }, syntaxError: undefined, shape: undefined };
  }

  #remove(member: Member): void {
    const { node, variables } = member;
    for (const slot of [...node.inputs, ...node.imported.needs]) slot.readers.delete(node);
    node.park();
    variables.delete();
    this.#parked.set(node.id, member);
    for (const [id, oldest] of this.#parked) {
      if (this.#parked.size <= mostParked) break;
      this.#parked.delete(id);
      oldest.node.remove();
    }
  }

  #revive(cell: Cell): Member | undefined {
    const parked = this.#parked.get(cell.id);
    if (!parked) return undefined;
    this.#parked.delete(cell.id);
    const { node } = parked;
    if (!isSameText(node.cell, cell)) {
      node.remove();
      return undefined;
    }
    node.revive();
    node.mode = this.#options.runMode(cell, this.#notebook);
    const variables = new CellVariables(this.#graph, node, this.#world);
    const { compiled } = parked.defined;
    return {
      node,
      variables,
      defined: { compiled, scoped: undefined },
      syntaxError: undefined,
      shape: undefined,
    };
  }

  /** Lets go of all cells, those that were taken away too. */
  dispose(): void {
    this.update({ title: '', cells: [], attributes: {} });
    for (const { node } of this.#parked.values()) node.remove();
    this.#parked.clear();
  }

  #setMode({ node, variables }: Member, cell: Cell): void {
    const mode = this.#options.runMode(cell, this.#notebook);
    if (mode === node.mode) return;
    node.mode = mode;
    if (mode === 'off') node.stop();
    else if (mode !== 'manual') variables.touch();
  }

  #compile(member: Member): void {
    const { node, defined } = member;
    try {
      const compiled = this.#options.compile(node.cell, { names: this.#names });
      // Equal code is the same code: an edit and its undoing run nothing again.
      node.compiled =
        defined.compiled && isSameCode(defined.compiled, compiled) ? defined.compiled : compiled;
      node.names = compiled.outputs;
      member.syntaxError = undefined;
    } catch (error) {
      node.compiled = undefined;
      member.syntaxError = toCellError(error);
    }
  }

  #isReshaped(member: Member): boolean {
    const { compiled, names } = member.node;
    const shape = `${names.join()};${compiled?.inputs.join()};${compiled?.autoview};${compiled?.automutable}`;
    const isSame = shape === member.shape;
    member.shape = shape;
    return !isSame;
  }

  /** Names came, went or are read by others: who defines what, which SQL reads which cell, and what contradicts. */
  #reshape(): void {
    const members = [...this.#members.values()];
    const names = new Set(members.flatMap(({ node }) => node.names));
    const isSame = names.size === this.#names.size && [...names].every((name) => this.#names.has(name));
    this.#names = names;
    if (!isSame) {
      const concerned = members.filter(
        ({ node, syntaxError }) => syntaxError || node.compiled?.tables.length,
      );
      for (const member of concerned) {
        this.#compile(member);
        this.#isReshaped(member);
      }
    }
    this.#assignProducers();
    this.#conflicts = findConflicts(this.nodes, this.#options.imports, this.#world.slot);
  }

  /** The first cell that defines a name gives its value, until the author has removed the others. */
  #assignProducers(): void {
    for (const slot of this.#produced.splice(0)) slot.producer = undefined;
    const nodes = this.nodes;
    // Names of a text that no longer compiles count only where nobody else has taken them.
    for (const node of [
      ...nodes.filter((each) => each.compiled),
      ...nodes.filter((each) => !each.compiled),
    ]) {
      for (const name of definedNames(node)) {
        const slot = this.#world.slot(name);
        if (slot.producer) continue;
        slot.producer = node;
        this.#produced.push(slot);
      }
    }
  }

  #define(members: readonly Member[]): void {
    const due = members.flatMap((member) => {
      const { node, defined, syntaxError } = member;
      const problem = syntaxError ?? this.#conflicts.get(node.id);
      const scoped = this.#scopedNames(node).join(' ');
      const isSame =
        defined.compiled === node.compiled &&
        defined.problem?.message === problem?.message &&
        defined.scoped === scoped;
      if (isSame && !problem) this.#relink(member);
      return isSame ? [] : [{ member, problem, scoped }];
    });
    // Names change hands only after all have let go of theirs.
    for (const { member, problem } of due) if (isRenamed(member, problem)) member.variables.release();
    for (const { member, problem, scoped } of due) {
      member.defined = {
        compiled: member.node.compiled,
        problem,
        scoped,
        links: this.#linksText(member.node),
      };
      if (problem) this.#defineProblem(member, problem);
      else if (member.node.compiled) this.#defineProgram(member, member.node.compiled);
    }
    for (const { member } of due) this.#wakeInputs(member.node);
  }

  #defineProgram({ node, variables }: Member, compiled: CompiledCell): void {
    const scoped = new Set(this.#scopedNames(node));
    const graphInputs = compiled.inputs.filter((name) => !scoped.has(name));
    node.scoped = compiled.inputs.map((name) => (scoped.has(name) ? this.#scopedValue(name) : undefined));
    this.#setInputs(node, graphInputs);
    this.#setPasses(node);
    node.setProblem(undefined);
    const name = nameOfValue(node.id, compiled) ?? `cell ${node.id}`;
    const outputs = furtherNames(node.id, compiled);
    node.setProgram(
      compiled,
      this.#world.slot(name),
      outputs.map((output) => this.#world.slot(output)),
    );
    variables.define(compiled);
  }

  /** What a cell imports came, or is another revision: its own text need not run again. */
  #relink(member: Member): void {
    const { node, variables, defined } = member;
    const links = this.#linksText(node);
    if (links === defined.links || !node.compiled) return;
    defined.links = links;
    this.#setPasses(node);
    variables.defineOutputs(node.compiled);
  }

  #linksText(node: CellNode): string | undefined {
    const links = node.compiled?.notebooks && this.#options.imports?.links(node.id);
    return links && [...links.names].join(' ');
  }

  #setPasses(node: CellNode): void {
    const { imported } = node;
    for (const slot of imported.needs) slot.readers.delete(node);
    const { notebooks = [] } = node.compiled ?? {};
    const names = notebooks.length > 0 ? this.#options.imports?.links(node.id)?.names : undefined;
    imported.passes = new Map(
      [...(names ?? [])].map(([as, target]) => [this.#world.slot(as), this.#world.slot(target)] as const),
    );
    const replacing = notebooks.flatMap(({ injected }) => injected.map(({ from }) => this.#world.slot(from)));
    imported.needs = [...new Set([...imported.passes.values(), ...replacing])];
    for (const slot of imported.needs) slot.readers.add(node);
  }

  #defineProblem({ node, variables }: Member, problem: CellError): void {
    this.#setInputs(node, []);
    node.setProblem(problem);
    const own = node.names.filter((name) => this.#world.slot(name).producer === node);
    variables.defineProblem(own, new Error(problem.message));
  }

  #setInputs(node: CellNode, names: readonly string[]): void {
    for (const slot of node.inputs) slot.readers.delete(node);
    node.inputs = names.map((name) => {
      if (this.#names.has(name)) return this.#world.slot(name);
      this.#world.provide(name);
      return this.#world.slot(baseName(name) === 'width' ? widthName(node.id) : name);
    });
    for (const slot of node.inputs) slot.readers.add(node);
    node.report.changed();
  }

  /** The inputs of a cell that belong to its run; a name that the notebook defines itself does not. */
  #scopedNames(node: CellNode): string[] {
    return (node.compiled?.inputs ?? []).filter(
      (name) => !this.#names.has(name) && this.#scopedValue(name) !== undefined,
    );
  }

  #scopedValue(name: string): Scoped | undefined {
    const { base, scope } = splitName(name);
    if (scope === undefined) return this.#scoped.get(name);
    const builtin = this.#options.imports?.builtins(scope)[base];
    if (!builtin || !('perCell' in builtin)) return kernelNames.get(base);
    const known = this.#importedScoped.get(name) ?? scopedBuiltin(builtin);
    this.#importedScoped.set(name, known);
    return known;
  }

  /** A cell that runs by itself needs its lazy inputs now. */
  #wakeInputs(node: CellNode): void {
    if (!node.mayRun()) return;
    for (const { producer } of node.inputs)
      if (
        producer?.mode === 'lazy' &&
        (producer.report.state === 'idle' || producer.report.state === 'stale')
      )
        this.touch(producer);
  }
}

/** Cells whose values are kept for undo, after they were taken away. */
const mostParked = 20;

function isRenamed({ node, defined }: Member, problem: CellError | undefined): boolean {
  return (
    problem !== undefined ||
    defined.problem !== undefined ||
    node.compiled?.autoview !== defined.compiled?.autoview ||
    node.compiled?.automutable !== defined.compiled?.automutable ||
    node.compiled?.outputs.join() !== defined.compiled?.outputs.join()
  );
}

function isSameText(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  const isSame =
    a.kind === b.kind &&
    a.source === b.source &&
    a.output === b.output &&
    a.hidden === b.hidden &&
    a.type === b.type;
  if (!isSame || a.attributes === b.attributes) return isSame;
  // What a reader set in an input stands there already.
  const named = (cell: Cell) => Object.keys(cell.attributes).filter((name) => name !== 'data-value');
  const names = named(a);
  return names.length === named(b).length && names.every((name) => a.attributes[name] === b.attributes[name]);
}

function isSameCode(a: CompiledCell, b: CompiledCell): boolean {
  return (
    a.body === b.body &&
    a.single === b.single &&
    a.autodisplay === b.autodisplay &&
    a.autoview === b.autoview &&
    a.automutable === b.automutable &&
    a.outputs.join() === b.outputs.join() &&
    a.inputs.join() === b.inputs.join()
  );
}
