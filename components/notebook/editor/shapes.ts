import { type Call, type LibraryDocs, type Member, membersOf, writeCall } from '@/cells/writing/library-docs';
import { formatNumber } from '@/components/ui/format';
import type { TableSchema } from '../services';
import { columnsOf } from './known-tables';

/** What help knows of an expression: what the documentation says, a value that a cell has, or a row of a table. */
export type Shape =
  | { readonly from: 'docs'; readonly member: Member; readonly docs: LibraryDocs }
  /** What a call of a library gives. */
  | { readonly from: 'type'; readonly type: number; readonly docs: LibraryDocs }
  | { readonly from: 'value'; readonly value: unknown; readonly origin?: string | undefined }
  | { readonly from: 'row'; readonly columns: TableSchema['columns'] };

/** A thing that may stand behind a dot. */
export interface Offer {
  readonly name: string;
  readonly kind: 'method' | 'property';
  /** Beside the name: how it is called, or what it is. */
  readonly detail?: string;
  readonly doc?: string;
}

/** A value has no more members than this in a list. */
const mostOffers = 400;

export function offersOf(shape: Shape): Offer[] {
  switch (shape.from) {
    case 'docs':
      return membersOf(shape.docs, shape.member.members).map(toOffer);
    case 'type':
      return membersOf(shape.docs, shape.type).map(toOffer);
    case 'row':
      return shape.columns.map(({ name, type }) => ({ name, kind: 'property', detail: type }));
    case 'value':
      return offersOfValue(shape.value);
  }
}

const toOffer = (member: Member): Offer => {
  const [call] = member.calls ?? [];
  return {
    name: member.name,
    kind: call ? 'method' : 'property',
    detail: call ? writeCall('', call) : member.type,
    doc: member.doc,
  };
};

/** The members of a value, its own first; nothing of it is called to find out. */
function offersOfValue(value: unknown): Offer[] {
  if (value === null || value === undefined) return [];
  const offers = new Map<string, Offer>();
  for (
    let object: unknown = Object(value);
    (object !== null && object !== Object.prototype && typeof object === 'object') ||
    typeof object === 'function';
    object = Object.getPrototypeOf(object)
  ) {
    if (object === Function.prototype) break;
    for (const name of Object.getOwnPropertyNames(object).slice(0, mostOffers)) {
      if (offers.has(name) || /^(_|\d|constructor$)/.test(name)) continue;
      const found = Object.getOwnPropertyDescriptor(object, name);
      const isMethod = typeof found?.value === 'function';
      const detail = found && 'value' in found && !isMethod ? describeValue(found.value) : undefined;
      offers.set(name, { name, kind: isMethod ? 'method' : 'property', ...(detail ? { detail } : {}) });
    }
  }
  return [...offers.values()].slice(0, mostOffers);
}

/** The shape behind `.name`. A getter is not called: what it gives is not known. */
export function memberOf(shape: Shape, name: string): Shape | undefined {
  if (shape.from === 'row') return undefined;
  if (shape.from !== 'value') {
    const members = membersOf(shape.docs, shape.from === 'docs' ? shape.member.members : shape.type);
    const member = members.find((one) => one.name === name);
    return member && { from: 'docs', member, docs: shape.docs };
  }
  const { value } = shape;
  for (
    let object: unknown = value === null || value === undefined ? null : Object(value);
    object !== null;
    object = Object.getPrototypeOf(object)
  ) {
    const found = Object.getOwnPropertyDescriptor(object, name);
    if (found) return 'value' in found ? { from: 'value', value: found.value } : undefined;
  }
  return undefined;
}

/** The ways to call a shape. */
export const callsOf = (shape: Shape): readonly Call[] =>
  shape.from === 'docs' ? (shape.member.calls ?? []) : [];

/** One of the rows of a table, or one of an array's values. */
export function elementOf(shape: Shape): Shape | undefined {
  if (shape.from !== 'value') return undefined;
  const columns = columnsOf(shape.value);
  if (columns && columns.length > 0) return { from: 'row', columns };
  return Array.isArray(shape.value) && shape.value.length > 0
    ? { from: 'value', value: shape.value[0] }
    : undefined;
}

/** A value in a few words: "table, 24 rows × 2 columns", "array of 3", "6". */
export function describeValue(value: unknown): string {
  const columns = columnsOf(value);
  if (columns && columns.length > 0) {
    const rows = countRows(value);
    return `table${rows === undefined ? '' : `, ${formatNumber(rows)} rows`} × ${columns.length} columns`;
  }
  if (Array.isArray(value)) return `array of ${value.length.toLocaleString('en-US')}`;
  if (typeof value === 'function') return 'function';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (typeof Element !== 'undefined' && value instanceof Element) return `<${value.localName}>`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  const keys = Object.keys(value);
  const shown = keys.slice(0, 4).join(', ') + (keys.length > 4 ? ' …' : '');
  return name && name !== 'Object' ? name : `{${shown}}`;
}

function countRows(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('numRows' in value) {
    const rows = value.numRows;
    // A method in Arquero, a number in Arrow.
    const count: unknown = typeof rows === 'function' ? rows.call(value) : rows;
    return typeof count === 'number' ? count : undefined;
  }
  return undefined;
}
