import { findTables } from './sql-references';
import { type SqlToken, tokenizeSql } from './sql-tokens';

/** Words that begin a statement which an engine can prepare without running it. */
const readers = new Set(['select', 'with', 'from', 'values']);

/**
 * The statements of SQL text that only read, each ready to be prepared: `${…}` is a parameter (`$1` …), or a name where a table
 * stands. Each keeps its line and column: what stands before it is blank.
 */
export function findReadingStatements(sql: string): string[] {
  const tokens = tokenizeSql(sql);
  const tables = new Set(findTables(tokens));
  const statements: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (token.type === 'punctuation' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.flatMap((own) => {
    const [first] = own;
    const isReader = first?.text === '(' || (first?.type === 'word' && readers.has(first.text.toLowerCase()));
    if (!first || !isReader) return [];
    let text = blank(sql.slice(0, first.start));
    let at = first.start;
    let count = 0;
    for (const token of own) {
      if (token.type !== 'parameter') continue;
      const name = tables.has(token) ? '_t' : `$${++count}`;
      text += sql.slice(at, token.start) + name + blank(sql.slice(token.start + name.length, token.end));
      at = token.end;
    }
    return [text + sql.slice(at, own.at(-1)?.end)];
  });
}

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ');
