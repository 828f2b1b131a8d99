import type { CellKind } from './notebook';

/** The `type` attribute of each kind. Observable's tools ignore ours and keep theirs. */
export const cellTypes: Readonly<Record<Exclude<CellKind, 'unsupported'>, string>> = {
  javascript: 'module',
  markdown: 'text/markdown',
  html: 'text/html',
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
