import { cellTypes, kindOfType } from '../cell-types';
import { type Cell, isRunMode } from '../notebook';
import type { FenceInfo } from './fence';

/** Fences that are cells, as Observable Framework has them, and the type of each in a notebook file. */
const typeOfFence: Readonly<Record<string, string>> = {
  js: cellTypes.javascript,
  javascript: cellTypes.javascript,
  ts: cellTypes.typescript,
  sql: cellTypes.sql,
  html: cellTypes.html,
  tex: cellTypes.tex,
  dot: cellTypes.dot,
  ojs: cellTypes.observable,
};
const fenceOfType = new Map(
  Object.entries(typeOfFence)
    .reverse()
    .map(([fence, type]) => [type, fence]),
);
fenceOfType.set(cellTypes.javascript, 'js');

/** The type of the cell that a fence is; undefined for one that only shows its text. */
export function typeOf({ language, attributes }: FenceInfo): string | undefined {
  const kind = attributes.get('kind');
  const named = attributes.get('type');
  if (attributes.get('run') === 'false') return undefined;
  if (language === 'json' && kind) return `application/vnd.cellar.${kind}+json`;
  if (language === 'text' && named) return named;
  return typeOfFence[language];
}

/** A word for the language, and the attributes from which the cell is read again. */
export function infoOf(cell: Cell): [language: string, attributes: (readonly [string, string])[]] {
  const type = cell.type || 'module';
  const [, form] = /^application\/vnd\.cellar\.([\w-]+)\+json$/.exec(type) ?? [];
  const fence = fenceOfType.get(type.trim().toLowerCase());
  if (form) return ['json', [['kind', form], ...attributesOf(cell)]];
  if (fence && fence !== 'javascript') return [fence, attributesOf(cell)];
  return ['text', [['type', type], ...attributesOf(cell)]];
}

/** `echo` shows the code, `display` says whether the output shows, `id` is the name. */
export function attributesOf(cell: Cell): (readonly [string, string])[] {
  const written: (readonly [string, string])[] = [];
  if (cell.output) written.push(['id', cell.output]);
  // A named query of Observable Framework shows nothing unless it says so.
  if (isQuiet(cell.kind, cell.output)) {
    if (!cell.hidden) written.push(['display', '']);
  } else if (cell.hidden) written.push(['display', 'false']);
  if (cell.pinned) written.push(['echo', '']);
  if (cell.run) written.push(['data-run', cell.run]);
  for (const [name, value] of Object.entries(cell.attributes))
    written.push([ours.has(name) ? `data-attribute-${name}` : name, value]);
  return written;
}

export function cellFrom(
  { id, type, source }: { id: number; type: string; source: string },
  attributes: ReadonlyMap<string, string>,
): Cell {
  const kind = kindOfType(type);
  const output = attributes.get('id');
  const display = attributes.get('display');
  const run = attributes.get('data-run');
  const others = [...attributes].filter(([name]) => !ours.has(name));
  return {
    id,
    kind,
    type,
    source,
    ...(output ? { output } : {}),
    pinned: attributes.has('echo') && attributes.get('echo') !== 'false',
    hidden: isQuiet(kind, output) ? display === undefined || display === 'false' : display === 'false',
    ...(isRunMode(run) ? { run } : {}),
    attributes: Object.fromEntries(
      others.map(([name, value]) => [name.replace(/^data-attribute-/, ''), value]),
    ),
  };
}

const isQuiet = (kind: Cell['kind'], output: string | undefined) => kind === 'sql' && !!output;

const ours: ReadonlySet<string> = new Set(['id', 'kind', 'type', 'run', 'echo', 'display', 'data-run']);
