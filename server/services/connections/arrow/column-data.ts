import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  TimeMicrosecond,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';

/** The type of a result's column, as databases have them and Arrow keeps them. */
export type ResultType =
  | { readonly kind: 'boolean' | 'int32' | 'int64' | 'float64' | 'text' | 'bytes' | 'date' | 'time' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly isZoned: boolean }
  | { readonly kind: 'list'; readonly of: ResultType };

export interface ResultColumn {
  readonly name: string;
  readonly type: ResultType;
  /** What its values lose, in words. */
  readonly note?: string;
}

/** A value as text, in the form of PostgreSQL's; of a list its items. */
export type ResultValue = string | null | readonly ResultValue[];

export function toArrowType(type: ResultType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool();
    case 'int32':
      return new Int32();
    case 'int64':
      return new Int64();
    case 'float64':
      return new Float64();
    case 'text':
      return new Utf8();
    case 'bytes':
      return new Binary();
    case 'date':
      return new DateDay();
    case 'time':
      return new TimeMicrosecond();
    case 'decimal':
      return new Decimal(type.scale, type.precision, 128);
    case 'timestamp':
      return new TimestampMicrosecond(type.isZoned ? 'UTC' : null);
    case 'list':
      return new List(new Field('item', toArrowType(type.of), true));
  }
}

/** The values of one column as Arrow keeps them. A value that its type cannot hold (`infinity`, a year before Christ) is missing. */
export function toColumnData(type: ResultType, values: readonly ResultValue[]): Data {
  const validity = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  const arrowType = toArrowType(type);
  /** Writes each value that there is; what `write` finds none in is missing too. */
  const fill = (write: (text: string, row: number) => boolean | undefined) => {
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      const isThere = typeof value === 'string' && write(value, row) !== false;
      if (isThere) validity[row >> 3] = (validity[row >> 3] ?? 0) | (1 << (row & 7));
      else nullCount += 1;
    }
  };
  const made = (parts: object): Data =>
    // One shape for all types: each case below gives the buffers that its type has.
    makeData({
      type: arrowType,
      length: values.length,
      nullCount,
      nullBitmap: validity,
      ...parts,
    } as unknown as Parameters<typeof makeData>[0]) as Data;

  switch (type.kind) {
    case 'boolean': {
      const data = new Uint8Array(Math.ceil(values.length / 64) * 8);
      fill((text, row) => {
        if (text === 't' || text === 'true') data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
        return true;
      });
      return made({ data });
    }
    case 'int32': {
      const data = new Int32Array(values.length);
      fill((text, row) => {
        data[row] = Number(text);
        return true;
      });
      return made({ data });
    }
    case 'int64': {
      const data = new BigInt64Array(values.length);
      fill((text, row) => writeLong(data, row, text));
      return made({ data });
    }
    case 'float64': {
      const data = new Float64Array(values.length);
      fill((text, row) => {
        data[row] = toDouble(text);
        return true;
      });
      return made({ data });
    }
    case 'date': {
      const data = new Int32Array(values.length);
      fill((text, row) => {
        const day = toDay(text);
        if (day === undefined) return false;
        data[row] = day;
        return true;
      });
      return made({ data });
    }
    case 'time':
    case 'timestamp': {
      const data = new BigInt64Array(values.length);
      const read = type.kind === 'time' ? toMicrosecondsOfDay : toMicroseconds;
      fill((text, row) => {
        const micros = read(text);
        if (micros === undefined) return false;
        data[row] = micros;
        return true;
      });
      return made({ data });
    }
    case 'decimal': {
      const data = new Uint32Array(values.length * 4);
      fill((text, row) => writeDecimal(data, { row, text, ...type }));
      return made({ data });
    }
    case 'text':
    case 'bytes': {
      const offsets = new Int32Array(values.length + 1);
      const encoded = values.map((value) =>
        typeof value === 'string' ? (type.kind === 'text' ? Buffer.from(value) : toBytes(value)) : undefined,
      );
      let end = 0;
      for (let row = 0; row < values.length; row++) {
        end += encoded[row]?.length ?? 0;
        offsets[row + 1] = end;
      }
      const data = new Uint8Array(end);
      fill((_, row) => {
        const bytes = encoded[row];
        if (bytes) data.set(bytes, offsets[row] ?? 0);
        return true;
      });
      return made({ data, valueOffsets: offsets });
    }
    case 'list': {
      const offsets = new Int32Array(values.length + 1);
      const items: ResultValue[] = [];
      for (let row = 0; row < values.length; row++) {
        const value = values[row];
        if (Array.isArray(value)) {
          for (const item of value) items.push(item);
          validity[row >> 3] = (validity[row >> 3] ?? 0) | (1 << (row & 7));
        } else nullCount += 1;
        offsets[row + 1] = items.length;
      }
      return made({ valueOffsets: offsets, child: toColumnData(type.of, items) });
    }
  }
}

/** By halves where a double is exact, which is far quicker than a BigInt of a text. */
function writeLong(data: BigInt64Array, row: number, text: string): boolean {
  if (text.length > 15) {
    data[row] = BigInt(text);
    return true;
  }
  const value = Number(text);
  const halves = new Int32Array(data.buffer, data.byteOffset + row * 8, 2);
  halves[0] = value | 0;
  if (value > 0x7fffffff || value < -0x80000000) halves[0] = (value % 4294967296) | 0;
  halves[1] = Math.floor(value / 4294967296);
  return true;
}

function toDouble(text: string): number {
  if (text === 'Infinity' || text === 'inf' || text === '+inf') return Number.POSITIVE_INFINITY;
  if (text === '-Infinity' || text === '-inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}

/** `2024-02-29` as days since 1970. */
function toDay(text: string): number | undefined {
  const match = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Math.round(date.getTime() / 86_400_000);
}

const clock = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

function toMicrosecondsOfDay(text: string): bigint | undefined {
  const match = clock.exec(text);
  if (!match) return undefined;
  return BigInt(ofDay(match));
}

const ofDay = ([, hours, minutes, seconds, fraction = '']: RegExpExecArray): number =>
  (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6 +
  Number(fraction.slice(0, 6).padEnd(6, '0'));

/** `2024-02-29 12:00:00.5+02` as microseconds since 1970; without a zone it is read as UTC. */
function toMicroseconds(text: string): bigint | undefined {
  const zone = /(?:Z| ?UTC|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)$/.exec(text.slice(10));
  const local = zone ? text.slice(0, text.length - zone[0].length) : text;
  const at = local.search(/[ T]/);
  const day = toDay(at < 0 ? local : local.slice(0, at));
  const time = at < 0 ? undefined : clock.exec(local.slice(at + 1));
  if (day === undefined || (at >= 0 && !time)) return undefined;
  const offset = zone?.[1]
    ? (zone[1] === '-' ? -1 : 1) *
      (Number(zone[2]) * 3600 + Number(zone[3] ?? 0) * 60 + Number(zone[4] ?? 0)) *
      1e6
    : 0;
  return BigInt(day) * 86_400_000_000n + BigInt((time ? ofDay(time) : 0) - offset);
}

function writeDecimal(
  data: Uint32Array,
  { row, text, scale }: { row: number; text: string; precision: number; scale: number },
): boolean {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return false; // NaN, Infinity
  const [, sign, whole = '0', fraction = ''] = match;
  const digits = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  let value = BigInt.asUintN(128, sign ? -digits : digits);
  for (let word = 0; word < 4; word++) {
    data[row * 4 + word] = Number(value & 0xffffffffn);
    value >>= 32n;
  }
  return true;
}

/** `\x00ff` */
const toBytes = (text: string): Uint8Array => Buffer.from(text.replace(/^\\x/, ''), 'hex');
