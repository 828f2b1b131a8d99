import type { FieldDef } from 'pg';
import { parse } from 'postgres-array';
import type { ResultColumn, ResultType, ResultValue } from '../arrow/column-data';

/** By object id, which the built-in types have the same in every database (`pg_type.dat`). Anything else comes as its text. */
const scalars: Readonly<Record<number, ResultType>> = {
  16: { kind: 'boolean' },
  17: { kind: 'bytes' },
  20: { kind: 'int64' },
  21: { kind: 'int32' },
  23: { kind: 'int32' },
  26: { kind: 'int64' }, // oid
  700: { kind: 'float64' },
  701: { kind: 'float64' },
  1082: { kind: 'date' },
  1083: { kind: 'time' },
  1114: { kind: 'timestamp', isZoned: false },
  1184: { kind: 'timestamp', isZoned: true },
};

const lists: Readonly<Record<number, number>> = {
  ...{ 1000: 16, 1001: 17, 1005: 21, 1007: 23, 1009: 25, 1014: 1042, 1015: 1043, 1016: 20, 1021: 700 },
  ...{ 1022: 701, 1115: 1114, 1182: 1082, 1183: 1083, 1185: 1184, 1231: 1700, 2951: 2950, 3807: 3802 },
};

const numeric = 1700;

/** Columns of a result, each with how to read its text. */
export interface PostgresqlColumn extends ResultColumn {
  read?(text: string): ResultValue;
}

export function toColumn({ name, dataTypeID, dataTypeModifier }: FieldDef): PostgresqlColumn {
  const item = lists[dataTypeID];
  if (item !== undefined) {
    const { type, note } = typeOf(item, -1);
    return { name, type: { kind: 'list', of: type }, note, read: readList };
  }
  return { name, ...typeOf(dataTypeID, dataTypeModifier) };
}

function typeOf(id: number, modifier: number): { readonly type: ResultType; readonly note?: string } {
  if (id !== numeric) return { type: scalars[id] ?? { kind: 'text' } };
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (modifier - 4) & 0x7ff;
  if (modifier >= 4 && precision <= 38 && scale <= precision)
    return { type: { kind: 'decimal', precision, scale } };
  return {
    type: { kind: 'float64' },
    note: 'numeric without a fixed scale comes as a double, of some 15 digits. Cast it for all digits: ::numeric(20, 4), or ::text.',
  };
}

function readList(text: string): ResultValue {
  // In more than one dimension the inner lists are told as JSON.
  return parse(text, (item): unknown => item).map((item) =>
    item === null || typeof item === 'string' ? item : JSON.stringify(item),
  );
}
