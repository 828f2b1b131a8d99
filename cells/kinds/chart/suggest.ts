import { columnTone, type NamedColumn } from '../kind-editor';

export interface Suggestion {
  readonly mark: 'bar' | 'line' | 'dot' | 'histogram' | 'map';
  readonly x?: string;
  readonly y?: string;
  readonly interval?: 'day' | 'month';
}

/** The chart that a table's columns suggest: over time where there is a date, else by category, else one number against another. */
export function suggestChart(columns: readonly NamedColumn[]): Suggestion {
  const of = (tone: ReturnType<typeof columnTone>) => columns.filter(({ type }) => columnTone(type) === tone);
  const numbers = of('number').filter(({ name }) => !isIdentifier(name));
  const longitude = numbers.find(({ name }) => /^(lon|lng|long|longitude)$/i.test(name));
  const latitude = numbers.find(({ name }) => /^(lat|latitude)$/i.test(name));
  if (longitude && latitude) return { mark: 'map', x: longitude.name, y: latitude.name };
  const [date] = of('date');
  // The last columns are what is measured, more often than not.
  const measured = numbers.at(-1);
  if (date) return { mark: 'line', x: date.name, ...(measured && { y: measured.name }), interval: 'day' };
  const [category] = [...of('text'), ...of('boolean')];
  if (category && measured) return { mark: 'bar', x: category.name, y: measured.name };
  if (category) return { mark: 'bar', x: category.name };
  const [first] = numbers;
  if (first && measured && first !== measured) return { mark: 'dot', x: first.name, y: measured.name };
  const any = first ?? columns[0];
  return any ? { mark: 'histogram', x: any.name } : { mark: 'bar' };
}

const isIdentifier = (name: string): boolean => /^(id|index|row|.*_id|instant)$/i.test(name);
