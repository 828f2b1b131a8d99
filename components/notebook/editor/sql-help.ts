import type { EditorState } from '@codemirror/state';
import { findTablePlaces } from '@/cells/compiler/sql-references';
import { tokenizeSql } from '@/cells/compiler/sql-tokens';
import type { Names } from './completions';
import type { Help } from './draw-help';

/** What a word of a query is: a table with its columns, or a column of the tables that the query reads. */
export async function sqlHelp(
  state: EditorState,
  pos: number,
  names: Names,
): Promise<(Help & { from: number; to: number }) | undefined> {
  const text = state.doc.toString();
  const token = tokenizeSql(text).find(
    ({ type, start, end }) => (type === 'word' || type === 'quoted') && start <= pos && pos <= end,
  );
  if (!token) return undefined;
  const place = { from: token.start, to: token.end };
  const wanted = token.text.toLowerCase();
  const tables = await names.tables();
  const read = findTablePlaces(text);
  const known = tables.find(({ name }) => name.toLowerCase() === wanted);
  if (known && read.some(({ start }) => start === token.start))
    return { code: known.name, doc: `${known.columns.length} columns`, list: known.columns, ...place };
  const readNames = new Set(read.map(({ name }) => name.toLowerCase()));
  const columns = tables
    .filter(({ name }) => readNames.has(name.toLowerCase()))
    .flatMap(({ name, columns: all }) =>
      all
        .filter((column) => column.name.toLowerCase() === wanted)
        .map((column) => ({ ...column, table: name })),
    );
  const [first] = columns;
  return first
    ? {
        code: `${first.name}: ${first.type}`,
        doc: `column of ${columns.map(({ table }) => table).join(', ')}`,
        ...place,
      }
    : undefined;
}
