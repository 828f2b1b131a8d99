import type { Context } from '../../context';
import type { FrozenOutputs } from '../../db/schema';
import type { PicturedCell, PicturedPart, ReportFacts } from './compose-report';

type Reader = Pick<Context, 'storage'>;
type StoredCell = FrozenOutputs['cells'][number];

/** What an execution showed, as it was when it ended. */
export async function readFrozen(context: Reader, outputs: FrozenOutputs | null): Promise<PicturedCell[]> {
  const cells: PicturedCell[] = [];
  for (const { htmlHash, pictureHash, parts, ...cell } of outputs?.cells ?? [])
    cells.push({
      ...cell,
      ...(await readPart(context, { htmlHash, pictureHash })),
      ...(parts && { parts: await readParts(context, parts) }),
    });
  return cells;
}

async function readParts(context: Reader, parts: NonNullable<StoredCell['parts']>): Promise<PicturedPart[]> {
  const read: PicturedPart[] = [];
  for (const { title, ...part } of parts) read.push({ title, ...(await readPart(context, part)) });
  return read;
}

const readPart = async (
  { storage }: Reader,
  { htmlHash, pictureHash }: Pick<StoredCell, 'htmlHash' | 'pictureHash'>,
) => ({
  html: new TextDecoder().decode(await storage.readAll(htmlHash)),
  ...(pictureHash && { png: await storage.readAll(pictureHash) }),
});

const mostCompared = 40;
const largestCompared = 300_000;

/** What these cells showed last time, by cell. What is not there any more is not compared. */
export async function readPrevious(
  { storage }: Reader,
  cells: readonly PicturedCell[],
  previousCells: readonly StoredCell[],
): Promise<ReportFacts['previousOutputs']> {
  const shown = new Set(
    cells.filter(({ html }) => html.length < largestCompared).map(({ cellId }) => cellId),
  );
  const outputs = new Map<number, string>();
  for (const { cellId, htmlHash } of previousCells
    .filter(({ cellId }) => shown.has(cellId))
    .slice(0, mostCompared)) {
    const html = await storage.readAll(htmlHash).catch(() => undefined);
    if (html && html.length < largestCompared) outputs.set(cellId, new TextDecoder().decode(html));
  }
  return outputs;
}
