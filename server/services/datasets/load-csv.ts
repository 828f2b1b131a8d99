import { maskText } from '@/cells/personal';
import { AppError } from '../../errors';
import type { DetectedFile } from './detect-format';
import { countFirstFields } from './first-line';
import { type Duckdb, quoteText } from './open-duckdb';

/** A wider file is judged by fewer lines; a column that changes its type after them is read again. */
const widest = 200;
const wideSample = 500;
/** More faulty lines than this are not counted one by one. */
const mostRejects = 100_000;

/**
 * Reads a CSV or TSV file into `target`. Lines that do not fit are left out and told about; a column whose type changes after
 * the sampled rows is read again as what fits all rows; text that is not UTF-8 is read as Latin-1. Gives the notes.
 */
export async function loadCsv(
  db: Duckdb,
  { path, fileName, target, file }: { path: string; fileName: string; target: string; file: DetectedFile },
): Promise<string[]> {
  const notes: string[] = [];
  const base = [
    file.format === 'tsv' ? `delim = '\t'` : '',
    file.encoding === 'utf-16' ? `encoding = 'utf-16'` : '',
  ];
  if (file.encoding === 'utf-16') notes.push('The file is UTF-16 text; it was read as such.');
  const isWide = (await countFirstFields(path)) > widest;
  if (isWide) base.push(`sample_size = ${wideSample}`);
  const dialect = await findDialect(db, path, { options: base, isWide });
  if (dialect.skipped > 0)
    notes.push(
      `The first ${lineCount(dialect.skipped)} of the file stand before the column names and were left out.`,
    );

  const settings = [...base, dialect.option];
  let rejects = await read(db, path, target, settings);
  if (rejects.types.has('INVALID ENCODING')) {
    settings.push(`encoding = 'latin-1'`);
    rejects = await read(db, path, target, settings);
    notes.push(
      'The file is not UTF-8 text; it was read as Latin-1 (Western European). Check letters with accents.',
    );
  }
  if (rejects.types.has('CAST')) {
    settings.splice(
      0,
      settings.length,
      ...settings.filter((one) => !one.startsWith('sample_size')),
      'sample_size = -1',
    );
    rejects = await read(db, path, target, settings);
  }

  const [{ rows = 0 } = {}] = await db.rows(`SELECT count(*)::INTEGER AS rows FROM ${target}`);
  if (rejects.lines >= Number(rows) && rejects.lines > 0) throw notATable(fileName, rejects, Number(rows));
  if (rejects.lines > 0) notes.push(describeRejects(rejects));
  notes.push(...(await describeNames(db, path, target, settings)));
  return notes;
}

/**
 * The lenient guess takes ragged lines in its stride but no preamble, the strict one the reverse: more columns win. Of a file whose first
 * line is wide there is no preamble to miss, and what was guessed is kept: each guess tries every separator and quote on all columns.
 */
async function findDialect(
  db: Duckdb,
  path: string,
  { options, isWide }: { readonly options: readonly string[]; readonly isWide: boolean },
): Promise<{ option: string; skipped: number }> {
  const guess = async (...more: string[]) => {
    const settings = [...options, ...more].filter(Boolean).map((option) => `, ${option}`);
    const [row] = await db
      .rows(`SELECT SkipRows AS skipped, Delimiter AS delimiter, Quote AS quote, Escape AS escape, len(Columns) AS columns
             FROM sniff_csv(${quoteText(path)}${settings.join('')})`)
      .catch(() => []);
    return {
      columns: Number(row?.columns ?? 0),
      skipped: Number(row?.skipped ?? 0),
      delimiter: String(row?.delimiter ?? ','),
      marks: [row?.quote, row?.escape].map((mark) => (String(mark).length === 1 ? String(mark) : '')),
    };
  };
  const lenient = await guess('ignore_errors = true');
  if (isWide && lenient.columns > widest && lenient.skipped === 0) {
    const [quote = '', escaping = ''] = lenient.marks;
    const settings = { delim: lenient.delimiter, quote, escape: escaping };
    const option = Object.entries(settings).map(([name, value]) => `${name} = ${quoteText(value)}`);
    return { option: option.join(', '), skipped: 0 };
  }
  const strict = await guess();
  if (strict.columns <= lenient.columns || strict.skipped === 0) return { option: '', skipped: 0 };
  return {
    option: `skip = ${strict.skipped}, delim = ${quoteText(strict.delimiter)}`,
    skipped: strict.skipped,
  };
}

interface Rejects {
  readonly lines: number;
  readonly types: ReadonlySet<string>;
  readonly examples: readonly { line: number; message: string }[];
}

async function read(db: Duckdb, path: string, target: string, settings: readonly string[]): Promise<Rejects> {
  await db.run(`DROP TABLE IF EXISTS ${target}`);
  await db.run('DROP TABLE IF EXISTS reject_errors');
  await db.run('DROP TABLE IF EXISTS reject_scans');
  await db.run(`CREATE TABLE ${target} AS
    SELECT * FROM read_csv(${quoteText(path)}, store_rejects = true, rejects_limit = ${mostRejects}${settings
      .filter(Boolean)
      .map((option) => `, ${option}`)
      .join('')})`);
  const [counts] = await db.rows(
    'SELECT count(DISTINCT line)::INTEGER AS lines, list(DISTINCT error_type::VARCHAR) AS types FROM reject_errors',
  );
  const examples = await db.rows(
    `SELECT line::INTEGER AS line, last(error_message) AS message FROM reject_errors GROUP BY line ORDER BY line LIMIT 5`,
  );
  const types = counts?.types;
  return {
    lines: Number(counts?.lines ?? 0),
    types: new Set(Array.isArray(types) ? types.map(String) : []),
    examples: examples.map(({ line, message }) => ({ line: Number(line), message: String(message) })),
  };
}

function describeRejects({ lines, examples }: Rejects): string {
  const numbers = examples.map(({ line }) => line).join(', ');
  const count = lines >= mostRejects ? `At least ${lines}` : String(lines);
  const which =
    lines > examples.length ? `lines ${numbers} and more` : `${lines === 1 ? 'line' : 'lines'} ${numbers}`;
  return `${count} ${lines === 1 ? 'line does' : 'lines do'} not fit and ${lines === 1 ? 'was' : 'were'} left out: ${which}. ${explain(examples[0]?.message)}`;
}

/** DuckDB's "Expected Number of Columns: 3 Found: 2" in our words; other messages as they are, but for the personal values that they quote. */
function explain(message = ''): string {
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (columns) return `The first of them has ${columns[2]} values where ${columns[1]} are expected.`;
  return message && `The first of them: ${maskText(message)}`;
}

function notATable(fileName: string, rejects: Rejects, rows: number): AppError {
  return new AppError(
    'unprocessable',
    `${fileName} does not read as a table: ${rejects.lines} of its ${rejects.lines + rows} lines do not fit the columns of the others. ${explain(
      rejects.examples[0]?.message,
    )} (Line ${rejects.examples[0]?.line}.) Check the separator and the column names. Nothing was added.`,
  );
}

/** Says which columns carry another name than in the file: doubled, or unnamed there. */
async function describeNames(
  db: Duckdb,
  path: string,
  target: string,
  settings: readonly string[],
): Promise<string[]> {
  const names = (await db.rows(`DESCRIBE ${target}`)).map(({ column_name }) => String(column_name));
  const options = settings
    .filter((option) => option && !option.startsWith('sample_size'))
    .map((option) => `, ${option}`);
  const [first] = await db
    .rows(
      `SELECT * FROM read_csv(${quoteText(path)}, header = false, all_varchar = true, ignore_errors = true${options.join('')}) LIMIT 1`,
    )
    .catch(() => []);
  const written = first
    ? Object.values(first).map((value) => (value === null ? '' : String(value).trim()))
    : [];
  if (written.length !== names.length) return [];
  // A file without a line of names has data there: then no name of ours is among them.
  if (names.every((name, i) => /^column\d+$/.test(name) && name !== written[i]))
    return ['The file has no line of column names; the columns are numbered.'];
  return names.flatMap((name, i) => {
    const given = written[i] ?? '';
    if (given === name) return [];
    return [
      given === ''
        ? `Column ${i + 1} has no name in the file; it is called ${name}.`
        : `Column ${i + 1}, ${given}, is called ${name}: the name is there twice.`,
    ];
  });
}

const lineCount = (count: number): string => (count === 1 ? 'line' : `${count} lines`);
