/** A pause (milliseconds) after which saving again is another sitting. */
export const sittingPauseMs = 30 * 60_000;

export interface FoldableRevision {
  readonly number: number;
  readonly name: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** Revisions that one person saved one after the other, the newest first. A named one stands alone. */
export type Sitting<Revision> = readonly [newest: Revision, ...older: Revision[]];

/** Folds revisions, given the newest first, into sittings. The last may go on in revisions that were not given. */
export function foldSittings<Revision extends FoldableRevision>(
  revisions: readonly Revision[],
): Sitting<Revision>[] {
  const sittings: [Revision, ...Revision[]][] = [];
  for (const revision of revisions) {
    const sitting = sittings.at(-1);
    const later = sitting?.at(-1);
    if (sitting && later && isOneSitting(later, revision)) sitting.push(revision);
    else sittings.push([revision]);
  }
  return sittings;
}

const isOneSitting = (later: FoldableRevision, earlier: FoldableRevision): boolean =>
  later.name === null &&
  earlier.name === null &&
  later.createdBy === earlier.createdBy &&
  later.createdAt.getTime() - earlier.createdAt.getTime() <= sittingPauseMs;
