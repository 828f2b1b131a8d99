import { closeSync, openSync, writeSync } from 'node:fs';
import type { OpenPart, PartValue } from './part';

/** Types of DuckDB that a part's columns have; text where values are of several kinds. */
export type PartType = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIMESTAMP' | 'VARCHAR';

export interface WrittenPart {
  readonly columns: readonly { readonly name: string; readonly type: PartType }[];
  readonly notes: readonly string[];
}

type Kind = 'whole' | 'number' | 'boolean' | 'date' | 'time' | 'text';

/** Writes a part as JSON, an array a line, and tells the type of each column: the one that fits all its values. */
export function writePart({ columns, values, notes }: OpenPart, path: string): WrittenPart {
  const kinds = columns.map(() => new Set<Kind>());
  const file = openSync(path, 'w', 0o600);
  try {
    let text = '';
    for (const row of values) {
      text += `${JSON.stringify(Object.fromEntries(columns.map((_, place) => [`c${place}`, toText(row[place] ?? null, kinds[place])])))}\n`;
      if (text.length > 1_000_000) {
        writeSync(file, text);
        text = '';
      }
    }
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
  const typed = columns.map((name, place) => ({ name, type: typeOf(kinds[place] ?? new Set()) }));
  const mixed = typed.filter(({ type }, place) => type === 'VARCHAR' && (kinds[place]?.size ?? 0) > 1);
  return {
    columns: typed,
    notes: [
      ...notes,
      ...mixed.map(({ name }) => `${name} holds values of several kinds; it is kept as text.`),
    ],
  };
}

function toText(value: PartValue, kinds: Set<Kind> | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    const text = value.toISOString();
    kinds?.add(text.endsWith('T00:00:00.000Z') ? 'date' : 'time');
    return text.slice(0, 23).replace('T', ' ');
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    kinds?.add(Number.isSafeInteger(value) ? 'whole' : 'number');
  } else kinds?.add(typeof value === 'bigint' ? 'whole' : typeof value === 'boolean' ? 'boolean' : 'text');
  return String(value);
}

function typeOf(kinds: ReadonlySet<Kind>): PartType {
  const only = (...some: Kind[]) => kinds.size > 0 && [...kinds].every((kind) => some.includes(kind));
  if (only('whole')) return 'BIGINT';
  if (only('whole', 'number')) return 'DOUBLE';
  if (only('boolean')) return 'BOOLEAN';
  if (only('date')) return 'DATE';
  return only('date', 'time') ? 'TIMESTAMP' : 'VARCHAR';
}
