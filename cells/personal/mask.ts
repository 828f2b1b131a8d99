import { isCard, isIban } from './check-digits';
import type { PersonalKind } from './personal-kinds';

const dots = '•••';

/** A value of a personal column as others may see it: that it is there and how long about, not what it says. */
export function maskValue(value: string, kind: PersonalKind): string {
  if (value === '') return value;
  if (kind === 'email') {
    const ending = /\.([a-z]{2,})$/i.exec(value.trim())?.[1];
    return `${firstOf(value)}${dots}@${dots}${ending ? `.${ending}` : ''}`;
  }
  if (kind === 'card' || kind === 'account') return `${dots} ${value.slice(-4)}`;
  if (kind === 'phone') return `${dots} ${value.slice(-2)}`;
  if (kind === 'birth') return /^\d{4}/.test(value) ? `${value.slice(0, 3)}•` : dots;
  if (kind === 'name') return `${firstOf(value)}${dots}`;
  return dots;
}

const firstOf = (value: string): string => [...value.trim()][0] ?? '';

/** Personal values that have a form (e-mail, cards, bank accounts) masked wherever they stand in a text. */
export function maskText(text: string): string {
  return text
    .replace(/[^\s@<>,;:"'()]+@[^\s@<>,;:"'()]+\.[a-z]{2,}/gi, (found) => maskValue(found, 'email'))
    .replace(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, (found) =>
      isIban(found.replaceAll(' ', '')) ? maskValue(found, 'account') : found,
    )
    .replace(/(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d]|[.,]\d)/g, (found) =>
      isCard(found.replace(/[ -]/g, '')) ? maskValue(found, 'card') : found,
    );
}
