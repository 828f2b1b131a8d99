import type { DatasetColumnProfile } from '../../../db/schema/datasets';
import type { SharedColumn } from './alike';

interface NamedType {
  readonly name: string;
  readonly type: string;
}

export interface SchemaDiff {
  readonly added: readonly NamedType[];
  readonly removed: readonly NamedType[];
  readonly retyped: readonly SharedColumn[];
  /** The same columns stand in another order. */
  readonly reordered: boolean;
}

/** Columns of both, in the order of the later one. */
export const sharedColumns = (
  before: readonly DatasetColumnProfile[],
  after: readonly DatasetColumnProfile[],
): SharedColumn[] =>
  after.flatMap(({ name, type }) => {
    const known = before.find((column) => column.name === name);
    return known ? [{ name, typeBefore: known.type, typeAfter: type }] : [];
  });

/** What became of the columns. A renamed column is one removed and one added: nothing says that it is the same. */
export function diffSchema(
  before: readonly DatasetColumnProfile[],
  after: readonly DatasetColumnProfile[],
): SchemaDiff {
  const without = (some: readonly DatasetColumnProfile[], others: readonly DatasetColumnProfile[]) => {
    const names = new Set(others.map(({ name }) => name));
    return some.filter(({ name }) => !names.has(name)).map(({ name, type }) => ({ name, type }));
  };
  const shared = sharedColumns(before, after);
  const kept = new Set(shared.map(({ name }) => name));
  const orderBefore = before.filter(({ name }) => kept.has(name));
  return {
    added: without(after, before),
    removed: without(before, after),
    retyped: shared.filter(({ typeBefore, typeAfter }) => typeBefore !== typeAfter),
    reordered: shared.some(({ name }, i) => orderBefore[i]?.name !== name),
  };
}
