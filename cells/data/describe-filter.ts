import type { Filter } from './arrangement';
import type { Clause } from './clause';

/** "hr 7 – 9", "temp 0.2 – 0.4, humidity from 0.5". */
export const sayClause = (clause: Clause): string =>
  clause.map(({ column, filter }) => `${column} ${describeFilter(filter)}`).join(', ');

/** A filter in words, behind the name of its column. */
export function describeFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'range': {
      const { minimum, maximum, below } = filter;
      const end = maximum ?? below;
      if (minimum && minimum === maximum) return `is ${minimum}`;
      if (minimum && end) return `${minimum} – ${end}`;
      if (minimum) return `from ${minimum}`;
      return below ? `below ${below}` : `up to ${maximum}`;
    }
    case 'contains':
      return `contains “${shorten(filter.text)}”`;
    case 'values': {
      const words = filter.values
        .slice(0, 3)
        .map((value) => shorten(value === null ? 'missing' : value || '(empty text)'));
      const more = filter.values.length - words.length;
      return `is ${words.join(', ')}${more > 0 ? ` or ${more} more` : ''}`;
    }
    case 'missing':
      return filter.isMissing ? 'is missing' : 'has a value';
  }
}

const shorten = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
