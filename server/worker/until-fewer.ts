/**
 * Takes piece by piece, each in a transaction of its own, until a piece was not full or `mostPieces` were taken. Gives how many there
 * were in all.
 */
export async function untilFewer(
  {
    limit,
    signal,
    mostPieces = Number.POSITIVE_INFINITY,
  }: { readonly limit: number; readonly signal: AbortSignal; readonly mostPieces?: number },
  take: (limit: number) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (let piece = 0; piece < mostPieces; piece++) {
    signal.throwIfAborted();
    const taken = await take(limit);
    all += taken;
    if (taken < limit) break;
  }
  return all;
}
