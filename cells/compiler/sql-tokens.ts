/** Splits SQL text into words, quoted names and punctuation; skips what cannot name a table. */

export interface SqlToken {
  readonly type: 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'punctuation';
  /** A quoted name or string without its quotes, everything else as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const patterns: readonly (readonly [SqlToken['type'] | 'skip', RegExp])[] = [
  ['skip', /\s+|--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]|''|\\[\s\S])*'?/y],
  ['string', /'(?:[^']|'')*'?/y],
  ['quoted', /"((?:[^"]|"")*)"?/y],
  ['string', /\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*/y],
];

export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const start = at;
    if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at);
      continue;
    }
    if (sql.startsWith('${', at)) {
      at = endOfParameter(sql, at);
      tokens.push({ type: 'parameter', text: sql.slice(start, at), start, end: at });
      continue;
    }
    const found = matchAt(sql, at);
    if (!found) {
      at += 1;
      tokens.push({ type: 'punctuation', text: sql.slice(start, at), start, end: at });
      continue;
    }
    at = found.end;
    if (found.type !== 'skip') tokens.push({ type: found.type, text: unquote(found), start, end: at });
  }
  return tokens;
}

interface Found {
  readonly type: SqlToken['type'] | 'skip';
  readonly text: string;
  readonly end: number;
}

function matchAt(sql: string, at: number): Found | undefined {
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text) return { type, text, end: at + text.length };
  }
  return undefined;
}

function unquote({ type, text }: Found): string {
  if (type === 'quoted')
    return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined).replaceAll('""', '"');
  if (type === 'string' && text.startsWith("'"))
    return text.slice(1, text.length > 1 && text.endsWith("'") ? -1 : undefined).replaceAll("''", "'");
  return text;
}

/** Block comments nest in DuckDB. */
function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; ) {
    if (sql.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else at += 1;
  }
  return sql.length;
}

/** The end of `${…}`, which holds JavaScript: braces, strings and templates within it are stepped over. */
function endOfParameter(sql: string, start: number): number {
  const skip =
    /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/y;
  let depth = 0;
  for (let at = start + 1; at < sql.length; ) {
    skip.lastIndex = at;
    const skipped = skip.exec(sql)?.[0].length;
    if (skipped) {
      at += skipped;
      continue;
    }
    if (sql[at] === '{') depth += 1;
    if (sql[at] === '}') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return sql.length;
}
