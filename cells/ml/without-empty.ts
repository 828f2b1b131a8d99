import type { Column } from './model';
import type { Part } from './prepare-training';
import { isMissing } from './read-table';

export function isEmpty(column: Column): boolean {
  for (let row = 0; row < column.values.length; row++) if (!isMissing(column, row)) return false;
  return true;
}

/**
 * The part without the features that no row of it has a value of: nothing can be learnt of them, whatever other rows hold.
 * @throws Error in words where none is left
 */
export function withoutEmpty(part: Part): { readonly part: Part; readonly empty: readonly string[] } {
  const { features, text } = part;
  const empty = features.columns.filter(isEmpty).map(({ name }) => name);
  if (empty.length === 0) return { part, empty };
  if (empty.length === features.columns.length)
    throw new Error(
      'No feature has a value in the rows that train. Choose other features, or a split that leaves some to learn from.',
    );
  const isKept = (name: string) => !empty.includes(name);
  const columns = features.columns.filter(({ name }) => isKept(name));
  const texts = text?.columns.filter(isKept) ?? [];
  return {
    part: {
      ...part,
      features: { ...features, columns },
      text: text && texts.length > 0 ? { ...text, columns: texts } : undefined,
    },
    empty,
  };
}
