import type { Context } from '../../context';
import type { FrozenOutputs } from '../../db/schema';
import type { Blob } from '../../storage/storage';
import type { PicturedCell } from './compose-report';
import { sizeOf } from './compose-report';
import { captionOf, headingOf, isPicturedFigure } from './read-output';

/** Stores what each cell showed; a picture, its text and its markup outlive the notebook's next revision. */
export async function freezeOutputs(
  context: Pick<Context, 'storage'>,
  cells: readonly PicturedCell[],
): Promise<{ frozen: FrozenOutputs; blobs: Blob[] }> {
  const blobs: Blob[] = [];
  const keep = async (content: Uint8Array) => {
    const blob = await context.storage.put(content);
    blobs.push(blob);
    return blob.hash;
  };
  const frozen: FrozenOutputs = { format: 1, cells: [] };
  const keepHtml = (html: string) => keep(new TextEncoder().encode(html));
  for (const { html, png, parts, ...cell } of cells) {
    const keptParts: FrozenOutputs['cells'][number]['parts'] = [];
    for (const part of parts ?? [])
      keptParts.push({
        title: part.title,
        htmlHash: await keepHtml(part.html),
        ...(part.png && { pictureHash: await keep(part.png) }),
      });
    const picture = png && { pictureHash: await keep(png), ...pictureSize(png) };
    frozen.cells.push({
      ...cell,
      ...(isPicturedFigure(html) && { title: headingOf(html), caption: captionOf(html) }),
      htmlHash: await keepHtml(html),
      ...picture,
      ...(parts && { parts: keptParts }),
    });
  }
  return { frozen, blobs };
}

function pictureSize(png: Uint8Array) {
  const { width, height } = sizeOf(png);
  return { pictureWidth: width, pictureHeight: height };
}
