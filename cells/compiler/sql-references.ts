import { type SqlToken, tokenizeSql } from './sql-tokens';

/**
 * The tables that SQL text reads, as written there (unquoted), each once, in order of first mention: what stands in a FROM
 * or JOIN at any depth, and behind INTO, UPDATE, TABLE, DESCRIBE, SUMMARIZE, PIVOT and UNPIVOT. Left out: names that the text
 * itself defines (WITH, CREATE), table functions, files in quotes, `${…}`, and names qualified by a schema.
 */
export function findSqlReferences(sql: string): string[] {
  const tokens = tokenizeSql(sql);
  const defined = findDefinitions(tokens);
  const found = new Map<string, string>();
  for (const { type, text } of findTables(tokens)) {
    if (type === 'parameter') continue;
    const key = text.toLowerCase();
    if (!defined.has(key) && !found.has(key)) found.set(key, text);
  }
  return [...found.values()];
}

/** A table's name at its place; offsets count UTF-16 units from 0, quotes included. */
export interface TablePlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Every mention of the tables that `findSqlReferences` gives, in order: where they are read, and before a column (`rides.hour`). */
export function findTablePlaces(sql: string): TablePlace[] {
  const tokens = tokenizeSql(sql);
  const defined = findDefinitions(tokens);
  const read = new Set(
    [...findTables(tokens)].filter(
      ({ type, text }) => type !== 'parameter' && !defined.has(text.toLowerCase()),
    ),
  );
  const names = new Set([...read].map(({ text }) => text.toLowerCase()));
  const isQualifier = (token: SqlToken, i: number) =>
    (token.type === 'word' || token.type === 'quoted') &&
    tokens[i + 1]?.text === '.' &&
    tokens[i - 1]?.text !== '.' &&
    names.has(token.text.toLowerCase());
  return tokens
    .filter((token, i) => read.has(token) || isQualifier(token, i))
    .map(({ text, start, end }) => ({ name: text, start, end }));
}

/** Where we are inside one pair of parentheses. */
interface Level {
  /** In a FROM clause: a comma here stands before another table. */
  isInFrom: boolean;
  /** The next name is a table. */
  isTableNext: boolean;
  /** FROM is part of a function's own syntax: `extract(year from started)`. */
  readonly ignoresFrom: boolean;
}

const functionsWithFrom = new Set(['extract', 'substring', 'trim', 'overlay', 'position']);

/** Words that end a FROM clause. */
const clauses = new Set(
  'where group having order limit offset window qualify union intersect except select values set returning'.split(
    ' ',
  ),
);

/** Words between the introduction of a table and its name. */
const modifiers = new Set('table lateral only if not exists or replace temp temporary recursive'.split(' '));

/** The names, and the `${…}`, that stand for tables. */
export function* findTables(tokens: readonly SqlToken[]): Generator<SqlToken> {
  const top = (): Level => ({ isInFrom: false, isTableNext: false, ignoresFrom: false });
  let levels = [top()];
  for (const [i, token] of tokens.entries()) {
    const level = levels.at(-1) ?? top();
    const { type, text } = token;
    if (type === 'punctuation') {
      if (text === '(') {
        const { isTableNext } = level;
        level.isTableNext = false;
        levels.push({
          isInFrom: isTableNext,
          isTableNext,
          ignoresFrom: functionsWithFrom.has(wordAt(tokens, i - 1) ?? ''),
        });
      } else if (text === ')') {
        if (levels.length > 1) levels.pop();
      } else if (text === ';') levels = [top()];
      else level.isTableNext = text === ',' && level.isInFrom;
      continue;
    }
    const word = wordAt(tokens, i);
    if (word !== undefined && tokens[i - 1]?.text !== '.') {
      if (introducesTable(tokens, i, level)) {
        level.isTableNext = true;
        if (word === 'from') level.isInFrom = true;
        continue;
      }
      if (clauses.has(word)) {
        level.isInFrom = false;
        level.isTableNext = false;
        continue;
      }
      if (modifiers.has(word)) continue;
    }
    if (!level.isTableNext) continue;
    level.isTableNext = false;
    const next = tokens[i + 1]?.text;
    if (type === 'parameter' || ((type === 'word' || type === 'quoted') && next !== '.' && next !== '('))
      yield token;
  }
}

function introducesTable(tokens: readonly SqlToken[], i: number, level: Level): boolean {
  const before = wordAt(tokens, i - 1);
  switch (wordAt(tokens, i)) {
    case 'from':
      return !level.ignoresFrom && !isDistinctFrom(tokens, i);
    case 'join':
    case 'into':
    case 'describe':
    case 'summarize':
      return true;
    case 'update':
      return before !== 'do' && before !== 'for';
    case 'table':
      return i === 0 || before === 'describe' || tokens[i - 1]?.text === ';' || tokens[i - 1]?.text === '(';
    case 'pivot':
    case 'unpivot':
      return !level.isInFrom || level.isTableNext;
    default:
      return false;
  }
}

/** `a IS [NOT] DISTINCT FROM b` compares. */
function isDistinctFrom(tokens: readonly SqlToken[], i: number): boolean {
  return wordAt(tokens, i - 1) === 'distinct' && ['is', 'not'].includes(wordAt(tokens, i - 2) ?? '');
}

/** Names that the text defines itself: `with a as (…), b(x) as (…)`, `create table c as …`. Lower case. */
function findDefinitions(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const defined = new Set<string>();
  const closing = matchParentheses(tokens);
  for (let i = 0; i < tokens.length; i++) {
    const word = wordAt(tokens, i);
    if (word === 'with')
      for (const name of commonTables(tokens, i + 1, closing)) defined.add(name.toLowerCase());
    if ((word === 'table' || word === 'view') && isCreate(tokens, i)) {
      let at = i + 1;
      while (['if', 'not', 'exists'].includes(wordAt(tokens, at) ?? '')) at += 1;
      const name = nameAt(tokens, at);
      if (name !== undefined) defined.add(name.toLowerCase());
    }
  }
  return defined;
}

function isCreate(tokens: readonly SqlToken[], i: number): boolean {
  let at = i - 1;
  while (['or', 'replace', 'temp', 'temporary'].includes(wordAt(tokens, at) ?? '')) at -= 1;
  return wordAt(tokens, at) === 'create';
}

function* commonTables(
  tokens: readonly SqlToken[],
  start: number,
  closing: ReadonlyMap<number, number>,
): Generator<string> {
  const skipParentheses = (at: number) => (closing.get(at) ?? at - 1) + 1;
  let at = wordAt(tokens, start) === 'recursive' ? start + 1 : start;
  for (;;) {
    const name = nameAt(tokens, at);
    if (name === undefined) return;
    at = skipParentheses(at + 1);
    if (wordAt(tokens, at) === 'using') at = skipParentheses(at + 2); // USING KEY (…)
    if (wordAt(tokens, at) !== 'as') return;
    at += 1;
    while (['not', 'materialized'].includes(wordAt(tokens, at) ?? '')) at += 1;
    if (tokens[at]?.text !== '(') return;
    yield name;
    at = skipParentheses(at);
    if (tokens[at]?.text !== ',') return;
    at += 1;
  }
}

/** For each opening parenthesis its closing one; one that never closes reaches to the end. */
function matchParentheses(tokens: readonly SqlToken[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [i, { type, text }] of tokens.entries()) {
    if (type !== 'punctuation') continue;
    if (text === '(') open.push(i);
    else if (text === ')') {
      const start = open.pop();
      if (start !== undefined) closing.set(start, i);
    }
  }
  for (const start of open) closing.set(start, tokens.length);
  return closing;
}

function wordAt(tokens: readonly SqlToken[], i: number): string | undefined {
  const token = tokens[i];
  return token?.type === 'word' ? token.text.toLowerCase() : undefined;
}

function nameAt(tokens: readonly SqlToken[], i: number): string | undefined {
  const token = tokens[i];
  return token?.type === 'word' || token?.type === 'quoted' ? token.text : undefined;
}
