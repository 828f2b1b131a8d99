import { parseJavaScript } from '@observablehq/notebook-kit';

/** A name at its place in a cell's text; offsets count UTF-16 units from 0. */
export interface NamePlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The names that javascript text defines at its top level, and those it reads from elsewhere, each occurrence in order.
 * Undefined while the text does not parse, as it mostly does not while somebody types.
 */
export function findNames(source: string): { defined: NamePlace[]; read: NamePlace[] } | undefined {
  try {
    const { declarations, references } = parseJavaScript(source);
    return {
      defined: (declarations ?? []).map(toPlace),
      read: references.map(toPlace).sort((a, b) => a.start - b.start),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toPlace({ name, start, end }: NamePlace): NamePlace {
  return { name, start, end };
}
