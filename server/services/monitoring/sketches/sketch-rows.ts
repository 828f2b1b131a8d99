import type { DuckDBConnection } from '@duckdb/node-api';
import { addToSketch, type ColumnSketch } from '@/cells/statistics';
import { sqlName } from '../../../duckdb';
import type { LogColumns } from '../log-columns';
import type { LogFiles } from '../log-files';
import { isNoShadow, predictionsSql } from '../read-log';
import { columnOf, createWhile, type WhileSketch } from './hour-sketches';

interface SketchedColumn {
  readonly name: string;
  readonly kind: ColumnSketch['kind'];
  readonly sql: string;
}

/** The model's inputs, its answers and the time to them. */
export function listSketched({ inputs, answer }: LogColumns): SketchedColumn[] {
  return [...inputs, { name: 'prediction', type: answer }, { name: 'latency_ms', type: 'DOUBLE' }].map(
    ({ name, type }) =>
      type === 'VARCHAR'
        ? { name, kind: 'text', sql: sqlName(name) }
        : {
            ...{ name, kind: 'number' },
            sql: type === 'TIMESTAMP' ? `epoch_ms(${sqlName(name)})::DOUBLE` : `${sqlName(name)}::DOUBLE`,
          },
  );
}

export const kindsOf = (columns: LogColumns): ReadonlyMap<string, ColumnSketch['kind']> =>
  new Map(listSketched(columns).map(({ name, kind }) => [name, kind]));

interface Sketching {
  readonly files: Pick<LogFiles, 'segments' | 'predictions'>;
  readonly model: string;
  readonly columns: LogColumns;
  /** SQL of the rows that are wanted. */
  readonly where: string;
}

const hourMs = 3_600_000;

/** Sketches rows of the log, one for each hour and served name, and tells how many they were. Row by row, in memory that grows with the hours alone. */
export async function sketchRows(
  connection: DuckDBConnection,
  { files, model, columns, where }: Sketching,
): Promise<{ readonly hours: readonly WhileSketch[]; readonly rows: number }> {
  const sketched = listSketched(columns);
  const log = predictionsSql(
    { ...files, labels: [], folder: '' },
    model,
    columns,
    `${isNoShadow} AND ${where}`,
  );
  const result = await connection.stream(
    `SELECT epoch_ms(predicted_at)::DOUBLE, deployment, status = 200, stands_for, ${sketched.map(({ sql }) => sql).join(', ')} FROM (${log})`,
  );
  const whiles = new Map<string, WhileSketch>();
  let rows = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const [times = [], names = [], isAnswered = [], weights = [], ...values] = chunk.getColumns();
    let last: { key: string; one: WhileSketch } | undefined;
    for (let row = 0; row < chunk.rowCount; row++) {
      const at = Math.floor(Number(times[row]) / hourMs) * hourMs;
      const deployment = typeof names[row] === 'string' ? String(names[row]) : null;
      const key = `${at} ${deployment ?? ''}`;
      if (last?.key !== key) {
        const one = whiles.get(key) ?? createWhile(deployment, at);
        whiles.set(key, one);
        last = { key, one };
      }
      const { one } = last;
      const weight = Number(weights[row]);
      rows++;
      one.rows += weight;
      if (isAnswered[row] !== true) continue;
      one.answered += weight;
      one.squares += weight ** 2;
      for (const [i, { name, kind }] of sketched.entries())
        addToSketch(columnOf(one, name, kind), values[i]?.[row], weight);
    }
  }
  return { hours: [...whiles.values()].sort((a, b) => a.at - b.at), rows };
}
