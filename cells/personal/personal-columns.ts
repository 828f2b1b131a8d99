import { maskValue } from './mask';
import type { PersonalKind } from './personal-kinds';

/** Columns that hold personal data, by name. */
export type PersonalColumns = ReadonlyMap<string, PersonalKind>;

/** A value as it may be shown: masked where its column is personal. */
export function maskCell(personal: PersonalColumns, column: string, value: string): string {
  const kind = personal.get(column);
  return kind === undefined ? value : maskValue(value, kind);
}

/**
 * Part of the rows in words ("city = Berlin and age 30–40"), without its values where one of its columns is personal. Whole, as a value may
 * hold any word that parts two conditions.
 */
export function maskPart(words: string, personal: PersonalColumns): string {
  const named = [...personal.keys()].filter((column) => isAbout(words, column));
  return named.length === 0 ? words : `${named.join(' and ')}, masked`;
}

/** Several parts of the same rows, told apart by numbers where only their values did. */
export function maskParts(parts: readonly string[], personal: PersonalColumns): string[] {
  const counts = new Map<string, number>();
  return parts.map((words) => {
    const shown = maskPart(words, personal);
    if (shown === words) return words;
    const count = (counts.get(shown) ?? 0) + 1;
    counts.set(shown, count);
    return `${shown} (${count})`;
  });
}

function isAbout(words: string, column: string): boolean {
  for (let at = words.indexOf(column); at >= 0; at = words.indexOf(column, at + 1)) {
    const begins = /(^| and )((month|weekday|hour) of )?$/.test(words.slice(0, at));
    if (begins && words[at + column.length] === ' ') return true;
  }
  return false;
}
