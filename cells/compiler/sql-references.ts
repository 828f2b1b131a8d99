import { type SqlToken, tokenizeSql } from './sql-tokens';

/**
 * The tables that SQL text reads, as written there (unquoted), each once, in order of first mention: what follows FROM,
 * JOIN, INTO, UPDATE, TABLE, DESCRIBE, SUMMARIZE, PIVOT and UNPIVOT, at any depth. Left out: names that a WITH of the same
 * statement defines, table functions, files in quotes, and names qualified by a schema.
 */
export function findSqlReferences(sql: string): string[] {
  const tokens = tokenizeSql(sql);
  const defined = findDefinitions(tokens);
  const found = new Map<string, string>();
  for (let i = 0; i < tokens.length; i++) {
    if (!introducesTable(tokens, i)) continue;
    for (const name of tablesAfter(tokens, i + 1)) {
      const key = name.toLowerCase();
      if (!defined.has(key) && !found.has(key)) found.set(key, name);
    }
  }
  return [...found.values()];
}

const introducers = new Set([
  'from',
  'join',
  'into',
  'update',
  'table',
  'describe',
  'summarize',
  'pivot',
  'unpivot',
]);

/** Functions of the SQL standard whose arguments hold a FROM that names no table: `extract(year from started)`. */
const functionsWithFrom = new Set(['extract', 'substring', 'trim', 'overlay', 'position']);

/** Words that end a table list, and so cannot be a name there unless quoted. */
const clauses = new Set(
  (
    'where group having order limit offset window qualify union intersect except on using join left right full inner cross ' +
    'outer natural semi anti asof positional lateral select from set values as tablesample sample fetch for with if not exists ' +
    'or replace temp temporary recursive macro unnest by pivot unpivot when then and'
  ).split(' '),
);

function introducesTable(tokens: readonly SqlToken[], i: number): boolean {
  const word = wordAt(tokens, i);
  if (word === undefined || !introducers.has(word)) return false;
  const before = wordAt(tokens, i - 1);
  if (tokens[i - 1]?.text === '.') return false; // a column of that name
  if (word === 'table' && ['create', 'replace', 'temp', 'temporary', 'drop'].includes(before ?? ''))
    return false;
  if (word === 'from') {
    if (before === 'distinct' && ['is', 'not'].includes(wordAt(tokens, i - 2) ?? '')) return false; // IS [NOT] DISTINCT FROM
    return !functionsWithFrom.has(enclosingFunction(tokens, i) ?? '');
  }
  return true;
}

/** The word before the parenthesis that holds token `i`. */
function enclosingFunction(tokens: readonly SqlToken[], i: number): string | undefined {
  let depth = 0;
  for (let at = i - 1; at >= 0; at--) {
    const { type, text } = tokens[at] ?? {};
    if (type !== 'punctuation') continue;
    if (text === ')') depth += 1;
    else if (text === '(' && depth-- === 0) return wordAt(tokens, at - 1);
  }
  return undefined;
}

/** A comma-separated list of tables, each with an alias perhaps; stops at a clause, a subquery or the end. */
function* tablesAfter(tokens: readonly SqlToken[], start: number): Generator<string> {
  let at = start;
  for (;;) {
    while (tokens[at]?.text === '(') at += 1; // from (a join b …)
    const token = tokens[at];
    if (!token || !isName(token)) {
      // A string names a file, a parameter a value; the list may go on behind either.
      if (token?.type !== 'string' && token?.type !== 'parameter') return;
      at += 1;
    } else {
      const next = tokens[at + 1]?.text;
      if (next === '.') at = endOfQualified(tokens, at);
      else if (next === '(') at = endOfParentheses(tokens, at + 1);
      else {
        yield token.text;
        at += 1;
      }
    }
    at = endOfAlias(tokens, at);
    if (tokens[at]?.text !== ',') return;
    at += 1;
  }
}

function endOfQualified(tokens: readonly SqlToken[], start: number): number {
  let at = start + 1;
  while (tokens[at]?.text === '.') at += 2;
  return tokens[at]?.text === '(' ? endOfParentheses(tokens, at) : at;
}

function endOfAlias(tokens: readonly SqlToken[], start: number): number {
  let at = start;
  if (wordAt(tokens, at) === 'as') at += 1;
  const token = tokens[at];
  if (token && isName(token)) at += 1;
  return tokens[at]?.text === '(' ? endOfParentheses(tokens, at) : at; // t(a, b)
}

function endOfParentheses(tokens: readonly SqlToken[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const text = tokens[at]?.type === 'punctuation' ? tokens[at]?.text : undefined;
    if (text === '(') depth += 1;
    if (text === ')' && --depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Names that the text defines itself: `with a as (…), b(x) as (…)`, `create table c as …`. Lower case. */
function findDefinitions(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const defined = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const word = wordAt(tokens, i);
    if (word === 'with') addCommonTables(tokens, i + 1, defined);
    if ((word === 'table' || word === 'view') && isCreate(tokens, i)) {
      let at = i + 1;
      while (['if', 'not', 'exists'].includes(wordAt(tokens, at) ?? '')) at += 1;
      const token = tokens[at];
      if (token && isName(token)) defined.add(token.text.toLowerCase());
    }
  }
  return defined;
}

function isCreate(tokens: readonly SqlToken[], i: number): boolean {
  let at = i - 1;
  while (['or', 'replace', 'temp', 'temporary'].includes(wordAt(tokens, at) ?? '')) at -= 1;
  return wordAt(tokens, at) === 'create';
}

function addCommonTables(tokens: readonly SqlToken[], start: number, defined: Set<string>): void {
  let at = wordAt(tokens, start) === 'recursive' ? start + 1 : start;
  for (;;) {
    const token = tokens[at];
    if (!token || (token.type !== 'word' && token.type !== 'quoted')) return;
    at += 1;
    if (tokens[at]?.text === '(') at = endOfParentheses(tokens, at);
    if (wordAt(tokens, at) === 'using') at = endOfParentheses(tokens, at + 2); // USING KEY (…)
    if (wordAt(tokens, at) !== 'as') return;
    at += 1;
    while (['not', 'materialized'].includes(wordAt(tokens, at) ?? '')) at += 1;
    if (tokens[at]?.text !== '(') return;
    defined.add(token.text.toLowerCase());
    at = endOfParentheses(tokens, at);
    if (tokens[at]?.text !== ',') return;
    at += 1;
  }
}

function wordAt(tokens: readonly SqlToken[], i: number): string | undefined {
  const token = tokens[i];
  return token?.type === 'word' ? token.text.toLowerCase() : undefined;
}

function isName(token: SqlToken): boolean {
  return token.type === 'quoted' || (token.type === 'word' && !clauses.has(token.text.toLowerCase()));
}
