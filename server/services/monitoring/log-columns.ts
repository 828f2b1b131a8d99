import type { ColumnType, Signature } from '@/cells/ml/model';
import { sqlName, sqlText } from '../../duckdb';

/**
 * The columns that every prediction has, whatever its model. Files older than deployments lack the last four, whose names are such
 * that no input was called like them: it would have kept its name there.
 */
export const ownColumns = [
  'prediction_id',
  'request_id',
  'predicted_at',
  'model_version',
  'latency_ms',
  'status',
  'error',
  'prediction',
  'probabilities',
  'label',
  'labelled_at',
  'deployment',
  'deployment_role',
  'subject_key',
  'stands_for',
];

const duckType: Readonly<Record<ColumnType, string>> = {
  number: 'DOUBLE',
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'TIMESTAMP',
};

export interface LogColumn {
  /** Name of the input in the signature. */
  readonly input: string;
  /** Name of the column. */
  readonly name: string;
  readonly type: string;
}

export interface LogColumns {
  readonly inputs: readonly LogColumn[];
  /** Type of `prediction` and `label`: numbers of a regression, else texts. */
  readonly answer: 'DOUBLE' | 'VARCHAR';
}

/**
 * One table for all signatures. An input whose type changed becomes text; one named like a column of the log's own, or like
 * another but for capitals (DuckDB sees no difference), gets a name beside it.
 */
export function joinSignatures(signatures: readonly Signature[]): LogColumns {
  const inputs = new Map<string, LogColumn>();
  const taken = new Set(ownColumns);
  for (const field of signatures.flatMap((signature) => signature.inputs)) {
    const type = duckType[field.type];
    const known = inputs.get(field.name);
    if (known) {
      if (known.type !== type) inputs.set(field.name, { ...known, type: 'VARCHAR' });
      continue;
    }
    let name = ownColumns.includes(field.name.toLowerCase()) ? `input_${field.name}` : field.name;
    while (taken.has(name.toLowerCase())) name = `${name}_`;
    taken.add(name.toLowerCase());
    inputs.set(field.name, { input: field.name, name, type });
  }
  const text = signatures.some((signature) => signature.output.type === 'string');
  return { inputs: [...inputs.values()], answer: text ? 'VARCHAR' : 'DOUBLE' };
}

/** The typed columns of prediction lines, as they stand in a Parquet file. */
export function selectFromLines(columns: LogColumns): string {
  return [
    ...columns.inputs.map((column) => `${readInput(column)} AS ${sqlName(column.name)}`),
    `TRY_CAST(prediction->>'$' AS ${columns.answer}) AS prediction`,
    'CAST(probabilities AS VARCHAR) AS probabilities',
    'id AS prediction_id',
    'request AS request_id',
    'make_timestamp("at") AS predicted_at',
    'version AS model_version',
    'latency AS latency_ms',
    'status',
    'error',
    'deployment',
    'role AS deployment_role',
    'key AS subject_key',
    'coalesce("standsFor", 1) AS stands_for',
  ].join(', ');
}

/** No rows, all columns: so that a window without predictions still has its shape. */
export function selectNothing(columns: LogColumns): string {
  return `SELECT ${[
    ...columns.inputs.map((column) => `NULL::${column.type} AS ${sqlName(column.name)}`),
    `NULL::${columns.answer} AS prediction`,
    'NULL::VARCHAR AS probabilities',
    'NULL::VARCHAR AS prediction_id',
    'NULL::VARCHAR AS request_id',
    'NULL::TIMESTAMP AS predicted_at',
    'NULL::INTEGER AS model_version',
    'NULL::DOUBLE AS latency_ms',
    'NULL::INTEGER AS status',
    'NULL::VARCHAR AS error',
    'NULL::VARCHAR AS deployment',
    'NULL::VARCHAR AS deployment_role',
    'NULL::VARCHAR AS subject_key',
    'NULL::DOUBLE AS stands_for',
  ].join(', ')} WHERE false`;
}

function readInput({ input, type }: LogColumn): string {
  // A JSON pointer takes any name.
  const pointer = sqlText(`/${input.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  const text = `json_extract_string(inputs, ${pointer})`;
  return type === 'TIMESTAMP' ? `epoch_ms(TRY_CAST(${text} AS BIGINT))` : `TRY_CAST(${text} AS ${type})`;
}
