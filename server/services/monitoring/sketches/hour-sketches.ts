import { type ColumnSketch, createColumnSketch, mergeIntoSketch } from '@/cells/statistics';

/** What a served name was asked in a while; `null`: versions that were asked by themselves. */
export interface WhileSketch {
  readonly deployment: string | null;
  /** Milliseconds since 1970, of its first hour. */
  readonly at: number;
  /** Rows that were asked, refused ones too; each logged one counts as many as it stands for. */
  rows: number;
  /** Of which columns were sketched. */
  answered: number;
  /** Sum of the squares of what the answered rows stand for: how many rows tell as much is `answered`² / `squares`, by which chance is judged (Kish 1965). */
  squares: number;
  readonly columns: Map<string, ColumnSketch>;
}

export const createWhile = (deployment: string | null, at: number): WhileSketch => ({
  ...{ deployment, at, rows: 0, answered: 0, squares: 0 },
  columns: new Map(),
});

/** How many rows that stand for one each would tell as much. */
export const evidenceOf = ({ answered, squares }: Pick<WhileSketch, 'answered' | 'squares'>): number =>
  squares > 0 ? Math.round(answered ** 2 / squares) : 0;

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
  into.squares += other.squares;
  for (const [name, sketch] of other.columns)
    if (kinds.get(name) === sketch.kind) mergeIntoSketch(columnOf(into, name, sketch.kind), sketch);
}
