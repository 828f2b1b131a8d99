import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete';
import { localCompletionSource, snippets, typescriptSnippets } from '@codemirror/lang-javascript';
import { keywordCompletionSource, type SQLNamespace, schemaCompletionSource } from '@codemirror/lang-sql';
import type { CellKind, Notebook } from '@/cells/document/notebook';
import { builtinDocs } from '@/cells/stdlib/names';
import { isScript } from '../kinds-in-view';
import type { NamesElsewhere, TableSchema } from '../services';
import { codeAt, type SyntaxNode } from './code-at';
import { drawHelp } from './draw-help';
import { duckdb } from './duckdb-dialect';
import { fileCompletions } from './file-completions';
import { importCompletions } from './import-completions';
import { memberCompletions } from './member-completions';
import type { HelpSources } from './resolve-shape';

/** What a notebook knows that is worth completing. Asked at each completion, so it is never out of date. */
export interface Names {
  /** Names that other cells define, with where they come from ("SQL cell"). */
  cellNames(): readonly { readonly name: string; readonly from: string }[];
  /** Tables for SQL: attached data sets, and cells whose value is a table, with their columns where they are known. */
  tables(): Promise<readonly TableSchema[]>;
  /** The notebook as it is being written: it lists its files. */
  notebook(): Pick<Notebook, 'attributes'>;
  readonly elsewhere: NamesElsewhere;
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*/u;

/** What completes in the text of a kind, beside what its language knows by itself. */
export function completionsOf(
  kind: CellKind,
  names: Names,
  sources: HelpSources,
): readonly CompletionSource[] {
  const code = [
    memberCompletions(kind, sources),
    cellAndLibraryNames(kind, names),
    fileCompletions(kind, names.notebook),
  ];
  if (kind === 'sql') return [...code, ...sqlCompletions(names)];
  if (!isScript(kind)) return code;
  const words = [keywords(kind), ofBrowser(kind)];
  const imported: CompletionSource = (context) => importCompletions(context, names.elsewhere);
  // There no other name means anything.
  const elsewhere = [...code, sqlInTags(kind, names), localCompletionSource, ...words].map(
    (source): CompletionSource =>
      (context) =>
        imported(context) ? null : source(context),
  );
  return [imported, ...elsewhere];
}

const keywords =
  (kind: CellKind): CompletionSource =>
  (context) => {
    const before = context.matchBefore(word);
    if (!before || isMember(context, before.from) || isInText(context, kind)) return null;
    return {
      from: before.from,
      options: kind === 'typescript' ? typescriptSnippets : snippets,
      validFor: word,
    };
  };

/** The language's own objects: only once a letter is typed, and after everything else. */
const ofBrowser =
  (kind: CellKind): CompletionSource =>
  (context) => {
    const before = context.matchBefore(word);
    if (!before || isMember(context, before.from) || isInText(context, kind)) return null;
    return {
      from: before.from,
      validFor: word,
      options: [
        'Math',
        'JSON',
        'Object',
        'Array',
        'Date',
        'Number',
        'String',
        'Promise',
        'Map',
        'Set',
        'console',
      ].map((label) => ({ label, type: 'variable', boost: -1 })),
    };
  };

function cellAndLibraryNames(kind: CellKind, names: Names): CompletionSource {
  return (context) => {
    const before = context.matchBefore(word);
    const from = before?.from ?? context.pos;
    if ((!before && !context.explicit) || isMember(context, from)) return null;
    if (!codeAt(context.state, context.pos, kind) || isInText(context, kind)) return null;
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
  info: () => drawHelp({ code: signature, doc }),
  boost: 1,
}));

const isMember = (context: CompletionContext, from: number) =>
  from > 0 && context.state.sliceDoc(from - 1, from) === '.';

/** In quotes, in a comment or in the text of a template names mean nothing. */
function isInText(context: CompletionContext, kind: CellKind): boolean {
  const node = codeAt(context.state, context.pos, kind)?.node;
  return node !== undefined && /^(String|TemplateString|LineComment|BlockComment|RegExp)$/.test(node.name);
}

function sqlCompletions(names: Names): readonly CompletionSource[] {
  const sqlWords = keywordCompletionSource(duckdb, true);
  return [
    async (context) => {
      if (isInExpression(context) || !(context.matchBefore(/[\w."]+/) || context.explicit)) return null;
      const tables = await names.tables();
      if (context.aborted) return null;
      return schemaCompletionSource({ dialect: duckdb, schema: toSchema(tables) })(context);
    },
    (context) =>
      isInExpression(context) ? null : columnsOfNamedTables(context, names, context.state.doc.toString()),
    (context) => (isInExpression(context) ? null : sqlWords(context)),
  ];
}

const isInExpression = (context: CompletionContext) =>
  codeAt(context.state, context.pos, 'sql') !== undefined;

/** Tables, columns and words in the text of sql`…` in a program. */
function sqlInTags(kind: CellKind, names: Names): CompletionSource {
  const words = keywordCompletionSource(duckdb, true);
  return async (context) => {
    const code = codeAt(context.state, context.pos, kind);
    const template = code && templateAround(code.node);
    const tag = template?.parent?.name === 'TaggedTemplateExpression' ? template.parent.firstChild : null;
    if (!code || !template || !tag || !/^sql\b/.test(code.text(tag))) return null;
    const before = context.matchBefore(/\w+/);
    if (!before && !context.explicit) return null;
    const columns = await columnsOfNamedTables(context, names, code.text(template));
    const tables = await names.tables();
    const said = await words(context);
    if (context.aborted) return null;
    return {
      from: before?.from ?? context.pos,
      validFor: /^\w*$/,
      options: [
        ...tables.map(({ name }) => ({ label: name, type: 'type', detail: 'table', boost: 2 })),
        ...(columns?.options ?? []),
        ...(said?.options ?? []),
      ],
    };
  };
}

/** The template in whose own text a node stands. */
function templateAround(node: SyntaxNode): SyntaxNode | undefined {
  return node.name === 'TemplateString' ? node : undefined;
}

/** Columns of every table that the text names, unqualified: what one types between SELECT and FROM. */
async function columnsOfNamedTables(
  context: CompletionContext,
  names: Names,
  text: string,
): Promise<CompletionResult | null> {
  const before = context.matchBefore(/\w+/);
  if ((!before && !context.explicit) || isMember(context, before?.from ?? context.pos)) return null;
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

const toSchema = (tables: readonly TableSchema[]): SQLNamespace =>
  Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      columns.map(({ name: label, type }) => ({ label, type: 'property', detail: type })),
    ]),
  );
