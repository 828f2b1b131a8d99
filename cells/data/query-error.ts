/** DuckDB's refusal of a query, in its words and ours. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  constructor(
    message: string,
    /** In the query's text, 1-based, when DuckDB tells. */
    readonly place?: { readonly line: number; readonly column?: number },
  ) {
    super(message);
  }
}

export interface QueryContext {
  readonly sql: string;
  /** Lines that stand before the author's text in what DuckDB was given. */
  readonly linesBefore: number;
  /** Tables that a query may name. */
  readonly tables: readonly string[];
}

/** The error of a query as its author can use it: without the engine's internals, with what to do instead. */
export function toQueryError(error: unknown, context: QueryContext): QueryError {
  const raw = unwrap(error instanceof Error ? error.message : String(error));
  const [said = '', shown] = raw.split(/\n\n(?=LINE \d+:)/);
  const place = (shown && findPlace(shown, context)) || findColumn(said, context.sql);
  return new QueryError(explain(said.trim(), context), place);
}

/** Some errors come as JSON. */
function unwrap(message: string): string {
  if (!message.startsWith('{')) return message;
  try {
    const { exception_type, exception_message } = JSON.parse(message);
    return exception_message ? `${exception_type} Error: ${exception_message}` : message;
  } catch {
    return message;
  }
}

function explain(message: string, { tables }: QueryContext): string {
  const missing =
    /(?:Function|Type) with name "?([\w.]+)"? is not in the catalog, but it exists in the (\w+) extension/.exec(
      message,
    );
  if (missing) return explainMissing(missing[1] ?? '', missing[2] ?? '');
  const table = /Table with name (\S+) does not exist/.exec(message);
  if (table && /\.(csv|tsv|parquet|json|arrow)$/i.test(table[1] ?? ''))
    return `A query reads no files by path. Add ${table[1]} as a data set, and name its table.`;
  if (table) {
    const known =
      tables.length > 0
        ? `Tables here: ${tables.join(', ')}.`
        : 'No data is attached to this notebook yet: add a file, or attach a data set.';
    return `There is no table ${table[1]}. ${known}`;
  }
  if (/Extension .* is not available|HTTP.*extension/i.test(message))
    return `This query needs an extension of DuckDB that is not part of Cellar. ${message.split('\n')[0]}`;
  // Advice to install or load extensions cannot be followed here.
  return message.split(/\n\nPlease try installing/)[0]?.trim() ?? message;
}

const instead: Readonly<Record<string, string>> = {
  json: 'JSON functions and the JSON type are not in the engine of the browser. Take the text apart in a JavaScript cell (JSON.parse), or load the file as a data set: nested JSON becomes structs and lists.',
  icu: 'Time zones are not in the engine of the browser. Times are in UTC; add an interval for another zone: at + INTERVAL 2 HOUR.',
  parquet:
    'Parquet files cannot be read by path here. Add the file as a data set, or use FileAttachment("name").parquet() in a JavaScript cell.',
  httpfs: 'A query reads no files from the network. Add the file as a data set.',
};

/**
 * Says no to what would make the engine trap instead of answering: without the time zone extension it does not even refuse.
 * @throws QueryError
 */
export function refuseTraps(sql: string): void {
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, (text) =>
    text.replace(/[^\n]/g, ' '),
  );
  const at = /\bat\s+time\s+zone\b|\btimezone\s*\(/i.exec(bare)?.index;
  if (at === undefined) return;
  const before = sql.slice(0, at).split('\n');
  throw new QueryError(explainMissing('AT TIME ZONE', 'icu'), {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  });
}

const explainMissing = (name: string, extension: string): string =>
  `${name} is not available: it belongs to DuckDB's ${extension} extension. ${instead[extension] ?? 'That extension is not part of Cellar.'}`;

/** `LINE 2: select bad from t` and a caret below it; a long line is shown from its middle, after three dots. */
function findPlace(
  shown: string,
  { sql, linesBefore }: QueryContext,
): { line: number; column?: number } | undefined {
  const [first = '', caret = ''] = shown.split('\n');
  const match = /^LINE (\d+): (.*)$/.exec(first);
  if (!match) return undefined;
  const line = Number(match[1]) - linesBefore;
  if (line < 1) return undefined;
  const prefix = first.length - (match[2]?.length ?? 0);
  const offset = caret.indexOf('^') - prefix;
  if (offset < 0) return { line };
  const text = match[2] ?? '';
  if (!text.startsWith('...')) return { line, column: offset + 1 };
  const start = sql.split('\n')[line - 1]?.indexOf(text.replace(/^\.\.\.|\.\.\.$/g, '')) ?? -1;
  return start === -1 ? { line } : { line, column: start + offset - 3 + 1 };
}

/** With parameters DuckDB finds a wrong column late and does not say where it stands; its name does. */
function findColumn(message: string, sql: string): { line: number; column: number } | undefined {
  const name = /Referenced column "([^"]+)" not found/.exec(message)?.[1];
  const at = name === undefined ? -1 : sql.indexOf(name);
  if (at === -1) return undefined;
  const before = sql.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
