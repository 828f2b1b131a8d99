import type { ResultColumn, ResultType, ResultValue } from '../arrow/column-data';

/** A column of Trino by the name of its type: `decimal(10,2)`, `timestamp(3) with time zone`, `array(bigint)`. */
export function toTrinoColumn({ name, type }: { name: string; type: string }): ResultColumn {
  return { name, type: typeOf(type.toLowerCase()) };
}

function typeOf(name: string): ResultType {
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/.exec(name);
  if (decimal) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const array = /^array\((.+)\)$/.exec(name);
  if (array) return { kind: 'list', of: typeOf(array[1] ?? '') };
  if (/^timestamp(\(\d+\))?( with time zone)?$/.test(name))
    return { kind: 'timestamp', isZoned: name.endsWith('zone') };
  if (/^time(\(\d+\))?$/.test(name)) return { kind: 'time' };
  switch (name) {
    case 'boolean':
    case 'date':
      return { kind: name };
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return { kind: 'int32' };
    case 'bigint':
      return { kind: 'int64' };
    case 'real':
    case 'double':
      return { kind: 'float64' };
    case 'varbinary':
      return { kind: 'bytes' };
    default:
      // char, varchar, json, uuid, ipaddress, interval; maps and rows as JSON.
      return { kind: 'text' };
  }
}

/** A value of Trino's JSON in the text form that columns are made of. */
export function toTrinoValue(type: ResultType, value: unknown): ResultValue {
  if (value === null || value === undefined) return null;
  if (type.kind === 'list')
    return Array.isArray(value) ? value.map((item) => toTrinoValue(type.of, item)) : null;
  if (type.kind === 'bytes') return Buffer.from(String(value), 'base64').toString('hex');
  if (type.kind === 'timestamp' && type.isZoned) return inUtc(String(value));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `2024-02-29 12:00:00.000 Europe/Berlin`: a zone by name is turned into what the clock in UTC says then. */
function inUtc(text: string): string | null {
  const match = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? (.+)$/.exec(text);
  if (!match) return text;
  const [, day, time, fraction = '', zone = ''] = match;
  if (/^(UTC|Z|[+-]\d\d:\d\d)$/.test(zone)) return `${day} ${time}${fraction}${zone === 'UTC' ? 'Z' : zone}`;
  const asUtc = Date.parse(`${day}T${time}Z`);
  const offset = offsetOf(zone, asUtc);
  if (offset === undefined) return null;
  // Once more at the moment that was found: the zone's offset may differ between the two.
  const at = asUtc - (offsetOf(zone, asUtc - offset) ?? offset);
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}${fraction}Z`;
}

/** Milliseconds that a zone is ahead of UTC at a moment. */
function offsetOf(zone: string, at: number): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    }).formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
      Math.floor(at / 1000) * 1000
    );
  } catch {
    return undefined;
  }
}
