import type { Column } from '../model';

/** Fewer say nothing. */
const fewestTexts = 10;
const leastWords = 3;
/** Of the rows that have one; categories come again and again. */
const leastDistinct = 0.3;
/** Texts that are looked at. */
const mostLooked = 5000;

/** Whether a column holds texts rather than categories or identifiers: three words or more on average, and many different ones. */
export function isText(column: Column): boolean {
  if (column.type !== 'string') return false;
  const texts = column.values.filter((value) => value !== null).slice(0, mostLooked);
  if (texts.length < fewestTexts) return false;
  const words = texts.reduce((sum, text) => sum + (text.match(/\S+/gu)?.length ?? 0), 0);
  return words / texts.length >= leastWords && new Set(texts).size / texts.length >= leastDistinct;
}
