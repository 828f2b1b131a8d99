import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete';
import { localCompletionSource, scopeCompletionSource, snippets } from '@codemirror/lang-javascript';
import { keywordCompletionSource, type SQLNamespace, schemaCompletionSource } from '@codemirror/lang-sql';
import { builtinDocs } from '@/cells/stdlib/names';
import type { TableSchema } from '../services';
import { duckdb } from './duckdb-dialect';

/** What a notebook knows that is worth completing. Asked at each completion, so it is never out of date. */
export interface Names {
  /** Names that other cells define, with where they come from ("SQL cell"). */
  cellNames(): readonly { readonly name: string; readonly from: string }[];
  /** Tables for SQL: attached data sets, and cells whose value is a table, with their columns where they are known. */
  tables(): Promise<readonly TableSchema[]>;
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*/u;

export function javascriptCompletions(names: Names): readonly CompletionSource[] {
  return [cellAndLibraryNames(names), localCompletionSource, keywords, globals];
}

const keywords: CompletionSource = (context) => {
  const before = context.matchBefore(word);
  if (!before || isMember(context, before.from)) return null;
  return { from: before.from, options: snippets, validFor: word };
};

/** The browser's own names: only once a letter is typed, and after everything else. */
const globals: CompletionSource = (context) => {
  if (!context.matchBefore(word) && !context.matchBefore(/\.\w*/)) return null;
  return scopeCompletionSource({
    Math,
    JSON,
    Object,
    Array,
    Date,
    Number,
    String,
    Promise,
    Map,
    Set,
    console,
  })(context);
};

function cellAndLibraryNames(names: Names): CompletionSource {
  return (context) => {
    const before = context.matchBefore(word);
    const from = before?.from ?? context.pos;
    if ((!before && !context.explicit) || isMember(context, from)) return null;
    const ofCells = names
      .cellNames()
      .map(
        ({ name, from: place }): Completion => ({ label: name, type: 'variable', detail: place, boost: 2 }),
      );
    return { from, options: [...ofCells, ...library], validFor: word } satisfies CompletionResult;
  };
}

const library: readonly Completion[] = builtinDocs.map(({ name, signature, doc }) => ({
  label: name,
  type: 'function',
  detail: signature,
  info: doc,
  boost: 1,
}));

const isMember = (context: CompletionContext, from: number) =>
  from > 0 && context.state.sliceDoc(from - 1, from) === '.';

/** SQL, with JavaScript names inside `${…}`. */
export function sqlCompletions(names: Names): readonly CompletionSource[] {
  const javascript = cellAndLibraryNames(names);
  const sqlWords = keywordCompletionSource(duckdb, true);
  return [
    async (context) => {
      if (isInsideTemplate(context)) return javascript(context);
      if (!context.matchBefore(/[\w."]+/) && !context.explicit) return null;
      const tables = await names.tables();
      if (context.aborted) return null;
      return schemaCompletionSource({ dialect: duckdb, schema: toSchema(tables) })(context);
    },
    (context) => (isInsideTemplate(context) ? null : columnsOfNamedTables(context, names)),
    (context) => (isInsideTemplate(context) ? null : sqlWords(context)),
  ];
}

/** Columns of every table that the text names, unqualified: what one types between SELECT and FROM. */
async function columnsOfNamedTables(
  context: CompletionContext,
  names: Names,
): Promise<CompletionResult | null> {
  const before = context.matchBefore(/\w+/);
  if ((!before && !context.explicit) || isMember(context, before?.from ?? context.pos)) return null;
  const text = context.state.doc.toString();
  const tables = (await names.tables()).filter(({ name }) =>
    new RegExp(`\\b${quotePattern(name)}\\b`, 'i').test(text),
  );
  if (context.aborted) return null;
  return {
    from: before?.from ?? context.pos,
    validFor: /^\w*$/,
    options: tables.flatMap(({ name, columns }) =>
      columns.map((column) => ({
        label: column.name,
        apply: /^[a-z_]\w*$/i.test(column.name) ? column.name : `"${column.name.replaceAll('"', '""')}"`,
        type: 'property',
        detail: `${column.type} · ${name}`,
        boost: 3,
      })),
    ),
  };
}

const quotePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const isInsideTemplate = (context: CompletionContext) => context.matchBefore(/\$\{[^}]*/) !== null;

const toSchema = (tables: readonly TableSchema[]): SQLNamespace =>
  Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      columns.map(({ name: label, type }) => ({ label, type: 'property', detail: type })),
    ]),
  );
