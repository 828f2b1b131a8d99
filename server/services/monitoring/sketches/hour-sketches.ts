import { type ColumnSketch, createColumnSketch, mergeIntoSketch } from '@/cells/statistics';

/** What a served name was asked in a while; `null`: versions that were asked by themselves. */
export interface WhileSketch {
  readonly deployment: string | null;
  /** Milliseconds since 1970, of its first hour. */
  readonly at: number;
  /** Rows that were asked, refused ones too. */
  rows: number;
  /** Of which columns were sketched. */
  answered: number;
  readonly columns: Map<string, ColumnSketch>;
}

export const createWhile = (deployment: string | null, at: number): WhileSketch => ({
  ...{ deployment, at, rows: 0, answered: 0 },
  columns: new Map(),
});

export function columnOf({ columns }: WhileSketch, name: string, kind: ColumnSketch['kind']): ColumnSketch {
  const known = columns.get(name);
  if (known) return known;
  const made = createColumnSketch(kind);
  columns.set(name, made);
  return made;
}

/** A column whose type was another before stands for what it is now: `kinds` says which. */
export function mergeWhile(
  into: WhileSketch,
  other: WhileSketch,
  kinds: ReadonlyMap<string, ColumnSketch['kind']>,
): void {
  into.rows += other.rows;
  into.answered += other.answered;
  for (const [name, sketch] of other.columns)
    if (kinds.get(name) === sketch.kind) mergeIntoSketch(columnOf(into, name, sketch.kind), sketch);
}
