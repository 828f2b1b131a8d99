import {
  AsyncByteQueue,
  Field,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from 'apache-arrow';
import type { ResultPart } from '../engines/engine';
import { type ResultColumn, type ResultValue, toArrowType, toColumnData } from './column-data';

/** The bytes that a writer of Arrow's gives, as they come. */
class Collected extends AsyncByteQueue {
  private parts: Uint8Array[] = [];
  override write(value: ArrayBufferView | Uint8Array): void {
    if (value.byteLength > 0)
      this.parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  }
  take(): Uint8Array {
    const whole = Buffer.concat(this.parts);
    this.parts = [];
    // Of its own memory, so that it can be handed to another thread.
    return new Uint8Array(whole);
  }
}

/** Why a result ends before its rows do. */
export type Cut = 'rows' | 'bytes';

export interface WrittenPart {
  /** Whole messages of an Arrow IPC stream. */
  readonly bytes: Uint8Array;
  readonly rows: number;
}

export interface WrittenEnd {
  readonly cut?: Cut;
  readonly notes: readonly string[];
}

/** Rows as an Arrow IPC stream, part by part, up to the limits. */
export async function* writeResult(
  parts: AsyncIterable<ResultPart>,
  limits: { readonly maxRows: number; readonly maxBytes: number },
): AsyncGenerator<WrittenPart, WrittenEnd> {
  const sink = new Collected();
  const writer = new RecordBatchStreamWriter({ autoDestroy: false });
  let schema: Schema | undefined;
  let columns: readonly ResultColumn[] = [];
  let rows = 0;
  let bytes = 0;
  let cut: Cut | undefined;
  for await (const part of parts) {
    if (!schema) {
      if ('columns' in part) columns = part.columns;
      schema = 'schema' in part ? part.schema : toSchema(columns);
      // Its types tell sinks apart by what only streams have.
      writer.reset(sink as never, schema);
    }
    const left = limits.maxRows - rows;
    const given = 'schema' in part ? (part.batch?.numRows ?? 0) : part.rows.length;
    if (given > left) cut = 'rows';
    const taken = Math.min(given, left);
    if (taken > 0)
      writer.write(
        'columns' in part ? toBatch(schema, columns, part.rows.slice(0, taken)) : part.batch?.slice(0, taken),
      );
    rows += taken;
    const written = sink.take();
    bytes += written.byteLength;
    yield { bytes: written, rows: taken };
    if (!cut && bytes > limits.maxBytes) cut = 'bytes';
    if (cut) break;
  }
  const notes = columns.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : []));
  return { cut, notes };
}

/** Two columns of one name would be one: the second gets a number. */
function toSchema(columns: readonly ResultColumn[]): Schema {
  const names = new Set<string>();
  return new Schema(
    columns.map(({ name, type }) => {
      let free = name || 'column';
      for (let number = 2; names.has(free); number++) free = `${name}_${number}`;
      names.add(free);
      return new Field(free, toArrowType(type), true);
    }),
  );
}

function toBatch(
  schema: Schema,
  columns: readonly ResultColumn[],
  rows: readonly (readonly ResultValue[])[],
): RecordBatch {
  const children = columns.map(({ type }, i) =>
    toColumnData(
      type,
      rows.map((row) => row[i] ?? null),
    ),
  );
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }),
  );
}
