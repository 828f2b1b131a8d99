import type { CellKind } from './notebook';

/** The `type` attribute of each kind. Observable's tools ignore ours and keep theirs. */
export const cellTypes: Readonly<Record<Exclude<CellKind, 'unsupported'>, string>> = {
  javascript: 'module',
  typescript: 'text/x-typescript',
  observable: 'application/vnd.observable.javascript',
  markdown: 'text/markdown',
  html: 'text/html',
  tex: 'application/x-tex',
  dot: 'text/vnd.graphviz',
  sql: 'application/sql',
  input: 'application/vnd.cellar.input+json',
  chart: 'application/vnd.cellar.chart+json',
  train: 'application/vnd.cellar.train+json',
  tune: 'application/vnd.cellar.tune+json',
  evaluate: 'application/vnd.cellar.evaluate+json',
};

const kinds = new Map<string, CellKind>(
  Object.entries(cellTypes).map(([kind, type]) => [type, kind as CellKind]), // the keys of a Record are its key type
);

/** The kind that a `type` attribute stands for. A script without a type is a module, as in Notebook Kit. */
export function kindOfType(type: string | undefined): CellKind {
  return kinds.get((type || cellTypes.javascript).trim().toLowerCase()) ?? 'unsupported';
}

/** Types of Notebook Kit that run before a notebook is read, in a program of their own: kept, and shown as what they are. */
const programsOfTypes: Readonly<Record<string, string>> = {
  'application/vnd.node.javascript': 'Node.js',
  'text/x-python': 'Python',
  'text/x-r': 'R',
};

/** The language of a cell that is kept and not run; undefined for a type that is not known at all. */
export const languageOfType = (type: string): string | undefined =>
  programsOfTypes[type.trim().toLowerCase()];
