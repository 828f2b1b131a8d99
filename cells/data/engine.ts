import type { Table } from '@uwdata/flechette';
import type { PersonalColumns, PersonalKind } from '@/cells/personal';
import { type Catalog, createCatalog } from './catalog';
import { checkStatement } from './check-statement';
import { type Database, enterDatabase, firstDatabase } from './database';
import { decodeResult } from './decode-result';
import { QueryError, refuseTraps, toQueryError } from './query-error';
import { DatabaseLost, isTrap, runStatement, type StatementOptions } from './run-statement';
import { SelectedRows } from './selected-rows';
import { writeLiteral } from './write-literal';

/** A data set that a notebook may read, by the table name that it has there. */
export interface AttachedDataset {
  readonly table: string;
  /** Its content: another hash is another version. */
  readonly hash: string;
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** What kind of personal data it holds: views of tables mask it. */
    readonly personal?: PersonalKind;
  }[];
}

export interface QueryOptions {
  /** Aborting cancels the query. */
  readonly signal?: AbortSignal;
  /** Table names and what they stand for in this query: anything that `toArrow` takes. They go before data sets. */
  readonly tables?: Readonly<Record<string, unknown>>;
  /** Table names and URLs of DuckDB files with one table, `data`. */
  readonly databases?: Readonly<Record<string, string>>;
  /** Columns of these files with personal data. */
  readonly personal?: Readonly<Record<string, PersonalKind>>;
}

/** DuckDB in the tab. Queries run one after the other; the engine starts with the first. */
export interface DataEngine {
  /**
   * Runs SQL (`$1`, `$2` … stand for the parameters) and gives the last statement's result.
   * @throws QueryError with the place in the text; the signal's reason when aborted
   */
  query(sql: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<Table>;
  /**
   * What is wrong with one statement (`$1`, `$2` … for parameters), which is not run. Undefined where nothing is, and where it cannot
   * be told at once: before the first query, and while one runs.
   */
  check(statement: string): Promise<QueryError | undefined>;
  /** The attached data sets, for completion. */
  tables(): Promise<readonly AttachedDataset[]>;
  /**
   * Columns with personal data in what was read, by name: a query that keeps the name keeps the mark. Known to whoever holds a result, or
   * has awaited `tables`.
   */
  personal(): PersonalColumns;
  /** Tells that data sets came, went or have another version. */
  setDatasets(datasets: readonly AttachedDataset[]): void;
  /** Gives up the copy of a value that queries have read. */
  release(value: object): void;
  /** The same engine for another notebook's cells: their tables are in a database of their own, from which no name of this one's is seen. */
  beside(name: string, datasets: DatasetSource): DataEngine;
  dispose(): Promise<void>;
}

export interface DatasetSource {
  listDatasets(): Promise<readonly AttachedDataset[]>;
  /** The URL of a data set's DuckDB file. */
  openDataset(table: string): Promise<string>;
}

export interface DataEngineOptions extends DatasetSource {
  /** Starts DuckDB; called again after a query that would not stop. */
  start(): Promise<Database>;
  /** The table names that SQL text reads. */
  findTables(sql: string): readonly string[];
  /** Bytes of one result at most; a gigabyte when left out. */
  readonly largestResult?: number;
}

interface Session {
  readonly database: Database;
  /** By database. */
  readonly catalogs: Map<string, Catalog>;
  /** The database in which names stand now. */
  entered: string;
}

/** What all who ask one database share: it, and whose turn it is. */
interface Shared {
  session: Promise<Session> | undefined;
  tail: Promise<unknown>;
  waiting: number;
}

export const createDataEngine = (options: DataEngineOptions): DataEngine =>
  createEngine(options, firstDatabase, { session: undefined, tail: Promise.resolve(), waiting: 0 });

function createEngine(options: DataEngineOptions, name: string, shared: Shared): DataEngine {
  let datasets: Promise<readonly AttachedDataset[]> | undefined;
  let ofDatasets: PersonalColumns = new Map();
  const ofFiles = new Map<string, PersonalKind>();

  function keepDatasets(known: Promise<readonly AttachedDataset[]>) {
    datasets = known.then((list) => {
      ofDatasets = personalIn(list);
      return list;
    });
    return datasets;
  }

  function open(): Promise<Session> {
    shared.session ??= options.start().then((database) => ({
      database,
      catalogs: new Map([[firstDatabase, createCatalog(database)]]),
      entered: firstDatabase,
    }));
    shared.session.catch(() => {
      shared.session = undefined; // the next query tries again
    });
    return shared.session;
  }

  /** What names mean here, and from now on in the database. */
  async function enter(session: Session, within = name): Promise<Catalog> {
    const known = session.catalogs.get(within);
    if (session.entered !== within) await enterDatabase(session.database, within, !known);
    session.entered = within;
    const catalog = known ?? createCatalog(session.database, within);
    session.catalogs.set(within, catalog);
    return catalog;
  }

  function listDatasets() {
    if (datasets) return datasets;
    const asked = keepDatasets(options.listDatasets());
    asked.catch(() => {
      datasets = undefined;
    });
    return asked;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    shared.waiting += 1;
    const turn = shared.tail.then(work).finally(() => {
      shared.waiting -= 1;
    });
    shared.tail = turn.catch(() => {});
    return turn;
  }

  async function close(): Promise<void> {
    const closing = shared.session;
    shared.session = undefined;
    await (await closing?.catch(() => undefined))?.database.terminate();
  }

  async function execute(sql: string, parameters: readonly unknown[], given: QueryOptions): Promise<Table> {
    given.signal?.throwIfAborted();
    refuseTraps(sql);
    const current = await open();
    const known = await listDatasets();
    const catalog = await enter(current);
    const attach = () => bindTables(catalog, sql, given, known);
    const run = async () =>
      decodeResult(
        await runPrepared(current.database, sql, parameters, {
          signal: given.signal,
          largest: options.largestResult,
        }),
      );
    try {
      const readsFiles = await attach();
      try {
        return await run();
      } catch (error) {
        // Links to data files last some hours; a notebook may stay open for longer.
        if (!readsFiles || !isFileError(error) || given.signal?.aborted) throw error;
        await catalog.detachFiles();
        await attach();
        return await run();
      }
    } catch (error) {
      if (error instanceof DatabaseLost || isTrap(error)) await close();
      if (given.signal?.aborted) throw given.signal.reason;
      if (error instanceof QueryError || error instanceof TypeError) throw error;
      if (isTrap(error)) throw new QueryError(trapped);
      const tables = [...Object.keys(given.tables ?? {}), ...known.map(({ table }) => table)];
      throw toQueryError(error, { sql, linesBefore: parameters.length > 0 ? 1 : 0, tables });
    }
  }

  /** Makes the names that the query reads mean what they should. True when one of them is a file. */
  async function bindTables(
    catalog: Catalog,
    sql: string,
    { tables = {}, databases = {}, personal = {} }: QueryOptions,
    known: readonly AttachedDataset[],
  ): Promise<boolean> {
    const bound = new Set<string>();
    const chosen: [string, SelectedRows][] = [];
    for (const [name, value] of Object.entries(tables)) {
      if (typeof value !== 'object' || value === null)
        throw new TypeError(
          `${name} cannot be read as a table: it is ${value === null ? 'null' : `a ${typeof value}`}.`,
        );
      bound.add(name.toLowerCase());
      if (value instanceof SelectedRows) chosen.push([name, value]);
      else await catalog.bindValue(name, value);
    }
    for (const [name, kind] of Object.entries(personal)) ofFiles.set(name, kind);
    let readsFiles = false;
    for (const [name, url] of Object.entries(databases)) {
      await catalog.bindFile(name, url, async () => url);
      bound.add(name.toLowerCase());
      readsFiles = true;
    }
    const named = chosen.flatMap(([, { source }]) => (typeof source === 'string' ? [source] : []));
    for (const name of [...options.findTables(sql), ...named]) {
      const dataset = known.find(({ table }) => table.toLowerCase() === name.toLowerCase());
      if (!dataset || bound.has(name.toLowerCase())) continue;
      await catalog.bindFile(dataset.table, dataset.hash, () => options.openDataset(dataset.table));
      readsFiles = true;
    }
    for (const [name, { source, where }] of chosen) await catalog.bindRows(name, source, where);
    return readsFiles;
  }

  return {
    query: (sql, parameters = [], given = {}) => inTurn(() => execute(sql, parameters, given)),
    async check(statement) {
      const current = shared.session;
      if (!current || shared.waiting > 0) return undefined;
      return inTurn(async () => {
        try {
          const session = await current;
          await enter(session);
          return await checkStatement(session.database, statement);
        } catch (error) {
          if (error instanceof DatabaseLost || isTrap(error)) await close();
          return undefined;
        }
      });
    },
    tables: listDatasets,
    personal: () => new Map([...ofFiles, ...ofDatasets]),
    setDatasets(next) {
      ofDatasets = personalIn(next);
      void keepDatasets(Promise.resolve(next));
    },
    release(value) {
      const releasing = shared.session;
      if (releasing)
        void inTurn(async () => {
          if (releasing !== shared.session) return;
          const session = await releasing;
          for (const within of session.catalogs.keys()) await (await enter(session, within)).release(value);
        }).catch(() => {}); // what is gone needs no release
    },
    beside: (other, source) => createEngine({ ...options, ...source }, other, shared),
    async dispose() {
      await close();
    },
  };
}

const personalIn = (datasets: readonly AttachedDataset[]): PersonalColumns =>
  new Map(
    datasets.flatMap(({ columns }) =>
      columns.flatMap(({ name, personal }) => (personal ? [[name, personal] as const] : [])),
    ),
  );

const trapped =
  'The engine failed on this query and was started anew; tables made by CREATE TABLE are gone. It happens with functions of extensions that are not part of Cellar (time zones, JSON), and when memory runs out.';

/** With parameters the text is prepared, so that values are never part of it; a statement of SQL can be cancelled, unlike the API. */
async function runPrepared(
  database: Database,
  sql: string,
  parameters: readonly unknown[],
  options: StatementOptions,
): Promise<Uint8Array[]> {
  if (parameters.length === 0) return runStatement(database, sql, options);
  const literals = parameters.map(writeLiteral).join(', ');
  await runStatement(database, `PREPARE cellar_query AS\n${sql.replace(/;\s*$/, '')}`, options);
  try {
    return await runStatement(database, `EXECUTE cellar_query(${literals})`, options);
  } finally {
    if (!options.signal?.aborted) await runStatement(database, 'DEALLOCATE cellar_query');
  }
}

const isFileError = (error: unknown): boolean =>
  error instanceof Error && /HTTP|IO Error|Opening file|XMLHttpRequest|status/i.test(error.message);
