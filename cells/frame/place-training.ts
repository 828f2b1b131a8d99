import { serializeNotebook } from '@/cells/document/serialize';
import { sliceNotebook } from '@/cells/document/slice';
import type { TrackerServices } from '@/cells/tracking/track-training';
import { datasetsOf, type ProposalContext } from './propose-model';

/** Where a training stands: its slice by hash, and the versions of data that the slice reads. */
export async function placeTraining(
  { bridge, kernel, ran }: ProposalContext,
  cellId: number,
): ReturnType<TrackerServices['place']> {
  const notebook = ran();
  const slice = sliceNotebook(notebook, kernel.slice(cellId));
  const granted = await bridge.request('dataset.list', {});
  const datasets = datasetsOf(slice, notebook, granted).map(({ table, hash }) => ({ name: table, hash }));
  return { datasets, sliceHash: await hashText(serializeNotebook(slice)) };
}

/** Hexadecimal sha256; undefined where the browser has none (a page over plain HTTP from another machine). */
async function hashText(text: string): Promise<string | undefined> {
  // Typed as always there, which it is in a secure context only.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  const digest = await subtle?.digest('SHA-256', new TextEncoder().encode(text));
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
