import type { Cell } from '@/cells/document/notebook';
import { keptAttribute } from '../kept-attribute';
import { type InputOptions, inputOptions } from './options';

/** What a reader sets in a control is worth keeping, unless it is an act, a file, or rows that may be others tomorrow. */
export const mayKeep = ({ control }: Pick<InputOptions, 'control'>): boolean =>
  control !== 'button' && control !== 'file' && control !== 'table';

/** The options with the value that the file keeps; one that the control no longer takes is passed over. */
export function withKept(options: InputOptions, { attributes }: Pick<Cell, 'attributes'>): InputOptions {
  const text = attributes[keptAttribute];
  if (text === undefined || text === '' || !mayKeep(options)) return options;
  try {
    const parsed = inputOptions.safeParse({ ...options, value: JSON.parse(text) });
    return parsed.success ? parsed.data : options;
  } catch {
    return options; // written by hand, and no JSON
  }
}

/** A control's value as the attribute keeps it; undefined for one that cannot be kept. */
export function writeKept(options: InputOptions, value: unknown): string | undefined {
  if (!mayKeep(options)) return undefined;
  const plain = toPlain(value);
  return inputOptions.safeParse({ ...options, value: plain }).success ? JSON.stringify(plain) : undefined;
}

/** The value that a control takes for what the attribute keeps. */
export function readKept({ control }: InputOptions, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (control === 'date') return typeof value === 'string' ? new Date(value) : null;
    if (control === 'dates' && typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([side, day]) => [side, new Date(String(day))]));
    return value;
  } catch {
    return undefined;
  }
}

/** Dates as their day. */
function toPlain(value: unknown): unknown {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toPlain(one)]));
  return value;
}
