import { tablesFromCells } from '@/cells/compiler/sql';
import { hasTypeScript, toJavaScript } from '@/cells/compiler/typescript';
import type { Cell, CellKind } from '@/cells/document/notebook';

/** The text of a cell in another kind, and the name that its text no longer, or now, says. */
export interface Converted {
  readonly source: string;
  readonly output?: string;
}

interface Conversion {
  readonly from: Pick<Cell, 'kind' | 'source' | 'output'>;
  readonly to: CellKind;
  /** Names that cells define: tables of theirs go along with a query. */
  readonly names: ReadonlySet<string>;
}

/** What was written, in the words of another kind where that is known how; else as it stands. */
export function convertText({ from, to, names }: Conversion): Converted {
  const { kind, source, output } = from;
  const known = conversions[`${kind} ${to}`]?.(from, names);
  return known ?? { source, output };
}

type Convert = (cell: Conversion['from'], names: ReadonlySet<string>) => Converted | undefined;

const name = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$]*`;

const conversions: Readonly<Record<string, Convert>> = {
  'typescript javascript': withoutTypes,
  'typescript observable': (cell, names) => toObservable(withoutTypes(cell, names) ?? cell, names),
  'javascript observable': toObservable,
  'observable javascript': fromObservable,
  'observable typescript': fromObservable,
  'sql javascript': fromQuery,
  'sql typescript': fromQuery,
  'javascript sql': toQuery,
  'typescript sql': toQuery,
  'markdown tex'({ source, output }) {
    const formula = /^\s*\$\$([\s\S]*?)\$\$\s*$/.exec(source)?.[1];
    return formula === undefined ? undefined : { source: formula.trim(), output };
  },
  'tex markdown': ({ source, output }) => ({ source: `$$\n${source.trim()}\n$$`, output }),
};

function withoutTypes({ source }: Pick<Cell, 'source'>, _names: ReadonlySet<string>): Converted | undefined {
  if (!hasTypeScript()) return undefined;
  try {
    return { source: toJavaScript(source).code };
  } catch {
    return undefined; // what does not parse stays as it is
  }
}

/** `const x = …` alone is `x = …`; of an input, `viewof x = …`; what lives on by `Mutable`, `mutable x = …`. */
function toObservable({ source }: Pick<Cell, 'source'>, _names: ReadonlySet<string>): Converted | undefined {
  const [, declared, value = ''] =
    new RegExp(`^\\s*(?:const|let|var)\\s+(${name})\\s*=\\s*([\\s\\S]*?);?\\s*$`, 'u').exec(source) ?? [];
  if (declared === undefined || /;\s*(\n|$)/.test(value)) return undefined;
  for (const [word, call] of [
    ['viewof', 'view'],
    ['mutable', 'Mutable'],
  ]) {
    const inner = new RegExp(`^${call}\\(([\\s\\S]*)\\)$`).exec(value)?.[1];
    if (inner !== undefined) return { source: `${word} ${declared} = ${inner}` };
  }
  return { source: `${declared} = ${value.replace(/^await\s+/, '')}` };
}

function fromObservable({ source }: Pick<Cell, 'source'>): Converted | undefined {
  const [, word, declared, value = ''] =
    new RegExp(`^\\s*(?:(viewof|mutable)\\s+)?(${name})\\s*=(?![=>])\\s*([\\s\\S]*?);?\\s*$`, 'u').exec(
      source,
    ) ?? [];
  if (declared === undefined) return undefined;
  const called = { viewof: 'view', mutable: 'Mutable' }[word ?? ''];
  // A block of statements that returns its value.
  const plain = /^\{[\s\S]*\breturn\b[\s\S]*\}$/.test(value)
    ? /\bawait\b/.test(value)
      ? `await (async () => ${value})()`
      : `(() => ${value})()`
    : value;
  return { source: `const ${declared} = ${called ? `${called}(${plain})` : plain}` };
}

/** The query as a template of `sql`, which takes the same text; the name of the cell's value is now in the text. */
function fromQuery({ source, output }: Conversion['from'], names: ReadonlySet<string>): Converted {
  const tables = [...tablesFromCells(source, names, output)].map(([table, value]) =>
    table === value ? value : `${JSON.stringify(table)}: ${value}`,
  );
  const tag = tables.length > 0 ? `sql.with({ ${tables.join(', ')} })` : 'sql';
  const query = `${tag}\`${source}\``;
  return { source: output === undefined ? query : `const ${output} = await ${query};` };
}

function toQuery({ source }: Pick<Cell, 'source'>): Converted | undefined {
  const [, declared, query] =
    new RegExp(
      `^\\s*(?:(?:const|let)\\s+(${name})\\s*=\\s*)?(?:await\\s+)?sql(?:\\.with\\(\\{[^}]*\\}\\))?\`([^\`]*)\`;?\\s*$`,
      'u',
    ).exec(source) ?? [];
  return query === undefined ? undefined : { source: query, output: declared };
}
