import type { Table } from '@uwdata/flechette';
import type { DataEngine } from '@/cells/data';

/** A table that charts read, under a name that it has for them alone: two charts never take turns with one name. */
export interface ChartSource {
  readonly table: string;
  query(sql: string, signal?: AbortSignal): Promise<Table>;
}

export type OpenSource = (data: unknown, signal: AbortSignal) => ChartSource;

/** Copies of values are given up some moments after the last chart that reads them: a chart that is drawn anew finds its data there. */
const graceMs = 2000;

export function createChartSources(engine: DataEngine): OpenSource {
  const names = new WeakMap<object, string>();
  const readers = new Map<object, number>();
  let made = 0;

  function lend(value: object, signal: AbortSignal): string {
    const name = names.get(value) ?? `chart_data_${++made}`;
    names.set(value, name);
    readers.set(value, (readers.get(value) ?? 0) + 1);
    const giveBack = () =>
      setTimeout(() => {
        const left = (readers.get(value) ?? 1) - 1;
        if (left > 0) return void readers.set(value, left);
        readers.delete(value);
        engine.release(value);
      }, graceMs);
    if (signal.aborted) giveBack();
    else signal.addEventListener('abort', giveBack, { once: true });
    return name;
  }

  return (data, signal) => {
    if (typeof data === 'string')
      return {
        table: data,
        query: (sql, inner = signal) => engine.query(sql, [], { signal: inner }),
      };
    if (typeof data !== 'object' || data === null)
      throw new TypeError(
        `chart: the data are ${data === null ? 'null' : `a ${typeof data}`}. Give a table, rows, or the name of attached data.`,
      );
    const table = lend(data, signal);
    const tables = { [table]: data };
    return { table, query: (sql, inner = signal) => engine.query(sql, [], { signal: inner, tables }) };
  };
}
