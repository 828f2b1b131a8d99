import type { PersonalKind } from './personal-kinds';

/** Nobody's: names and numbers that their registries keep for examples (RFC 2606, ITU E.164 of fiction, a test card, an IBAN of a manual). */
const madeUp: Readonly<Record<Exclude<PersonalKind, 'national'>, string>> = {
  email: 'name@example.com',
  phone: '+1 202 555 0100',
  name: 'Ada Example',
  address: '1 Example Street',
  birth: '2000-01-01',
  card: '4111 1111 1111 1111',
  account: 'GB33 BUKB 2020 1555 5555 55',
  other: 'example',
};

/**
 * A value of the form that a personal one has, for requests that people copy: a model answers it. Of numbers of a nation, whose forms are many,
 * the form of the value itself with its digits and letters taken out; of a column of numbers a number.
 */
export function placeholderFor(
  kind: PersonalKind,
  value: string | number | boolean | null,
): string | number | boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  const text = kind === 'national' ? blank(String(value)) : madeUp[kind];
  if (typeof value === 'string') {
    // A date of the form that the model was given.
    return kind === 'birth' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? `${text}T00:00:00.000Z` : text;
  }
  return Number(text.replace(/\D/g, ''));
}

const blank = (value: string): string =>
  value
    .replace(/\d/g, '0')
    .replace(/\p{Lu}/gu, 'X')
    .replace(/\p{Ll}/gu, 'x');
