import { tableToIPC } from '@uwdata/flechette';
import { type Database, firstDatabase } from './database';
import { toArrow } from './to-arrow';
import { quoteName, quoteText } from './write-literal';

/**
 * What the table names of a notebook mean in one running database: files that are attached, and values of cells that are copied
 * in. Each name is a view; it is written again only when what it stands for has changed.
 */
export interface Catalog {
  /** Makes `name` stand for a value; copies it in unless it is there already. */
  bindValue(name: string, value: object): Promise<void>;
  /** Makes `name` stand for those rows of a value, or of what another name stands for already, that the condition lets through. */
  bindRows(name: string, source: object | string, where: string): Promise<void>;
  /** Makes `name` stand for the table `data` of a DuckDB file; `key` is the file's content, `open` gives its URL. */
  bindFile(name: string, key: string, open: () => Promise<string>): Promise<void>;
  /** Forgets attached files, so that they are opened by new URLs. */
  detachFiles(): Promise<void>;
  /** Drops the copy of a value. */
  release(value: object): Promise<void>;
}

/** `within`: the database in which its names stand, as long as that is entered. */
export function createCatalog(database: Database, within = firstDatabase): Catalog {
  /** Files have names that all databases see. */
  const suffix = within === firstDatabase ? '' : `_${within}`;
  /** Lower-case name → what its view reads. */
  const views = new Map<string, string>();
  const files = new Map<string, { alias: string; file: string }>();
  const copies = new Map<object, string>();
  let made = 0;

  const run = (sql: string) => database.duckdb.runQuery(database.connection, sql);

  async function bind(name: string, target: string): Promise<void> {
    const key = name.toLowerCase();
    const before = views.get(key);
    if (before === target) return;
    await run(`CREATE OR REPLACE VIEW main.${quoteName(name)} AS FROM ${target}`);
    views.set(key, target);
    if (before) await dropUnread(before);
  }

  /** The copy of a value, or the file, that no name stands for any longer is given up. */
  async function dropUnread(target: string): Promise<void> {
    if ([...views.values()].some((read) => reads(read, target))) return;
    for (const [key, { alias, file }] of files) {
      if (target !== `${alias}.data`) continue;
      files.delete(key);
      await run(`DETACH ${alias}`);
      await database.duckdb.dropFile(file);
    }
    for (const [value, table] of copies) {
      if (table !== target) continue;
      copies.delete(value);
      await run(`DROP TABLE IF EXISTS ${table}`);
    }
  }

  async function copyIn(value: object): Promise<string> {
    const known = copies.get(value);
    if (known) return known;
    const name = `value_${++made}`;
    const ipc = tableToIPC(toArrow(value), { format: 'stream' });
    if (!ipc) throw new Error('The table could not be encoded.');
    await database.duckdb.insertArrowFromIPCStream(database.connection, ipc, {
      name,
      schema: 'cellar',
      create: true,
    });
    const table = `cellar.${name}`;
    copies.set(value, table);
    return table;
  }

  return {
    async bindValue(name, value) {
      await bind(name, await copyIn(value));
    },

    async bindRows(name, source, where) {
      const read = typeof source === 'string' ? quoteName(source) : await copyIn(source);
      await bind(name, `(FROM ${read} WHERE ${where})`);
    },

    async bindFile(name, key, open) {
      let attached = files.get(key);
      if (!attached) {
        const number = ++made;
        attached = { alias: `file_${number}${suffix}`, file: `cellar_${number}${suffix}.duckdb` };
        await database.registerFile(attached.file, await open());
        await run(`ATTACH ${quoteText(attached.file)} AS ${attached.alias} (READ_ONLY)`);
        files.set(key, attached);
      }
      await bind(name, `${attached.alias}.data`);
    },

    async detachFiles() {
      for (const { alias, file } of files.values()) {
        await run(`DETACH ${alias}`);
        await database.duckdb.dropFile(file);
      }
      files.clear();
      for (const [name, target] of views) if (!target.startsWith('cellar.')) views.delete(name);
    },

    async release(value) {
      const table = copies.get(value);
      if (!table) return;
      for (const [name, target] of views) {
        if (!reads(target, table)) continue;
        views.delete(name);
        await run(`DROP VIEW IF EXISTS main.${quoteName(name)}`);
      }
      copies.delete(value);
      await run(`DROP TABLE IF EXISTS ${table}`);
    },
  };
}

/** Whether what a name stands for is this, or some of its rows. */
const reads = (target: string, of: string): boolean =>
  target === of || target.startsWith(`(FROM ${of} WHERE `);
