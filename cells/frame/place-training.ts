import { serializeNotebook } from '@/cells/document/serialize';
import type { TrackerServices } from '@/cells/tracking/track-training';
import type { ProposalContext } from './propose-model';
import { readDatasets, sliceWithImports } from './slice-with-imports';

/** Where a training stands: its slice by hash, and the versions of data that the slice reads. */
export async function placeTraining(
  { bridge, kernel, imported, ran }: ProposalContext,
  cellId: number,
): ReturnType<TrackerServices['place']> {
  const notebook = ran();
  const slice = sliceWithImports(notebook, kernel.slice(cellId), imported);
  const read = await readDatasets(slice, notebook, { bridge, imported });
  const datasets = read.map(({ dataset: { table, hash } }) => ({ name: table, hash }));
  return { datasets, sliceHash: await hashText(serializeNotebook(slice)) };
}

/** Hexadecimal sha256; undefined where the browser has none (a page over plain HTTP from another machine). */
async function hashText(text: string): Promise<string | undefined> {
  // Typed as always there, which it is in a secure context only.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  const digest = await subtle?.digest('SHA-256', new TextEncoder().encode(text));
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
