import type { DocumentStore } from '@/cells/document/document-store';
import type { TrainedModel } from '@/cells/ml/model';

/** Kinds whose options name features. */
const formKinds: ReadonlySet<string> = new Set(['train', 'tune']);

/**
 * How a feature of a model is taken out of the options of the cell that trained it, in one step of undo; undefined where that cell is code,
 * which only its author changes.
 */
export function createLeaveOut(
  store: DocumentStore,
  { signature }: Pick<TrainedModel, 'signature'>,
  cellId: number,
): ((column: string) => void) | undefined {
  if (!formKinds.has(store.cell(cellId)?.kind ?? '')) return undefined;
  return (column) => {
    const cell = store.cell(cellId);
    if (!cell || !formKinds.has(cell.kind)) return;
    const options: unknown = JSON.parse(cell.source);
    if (typeof options !== 'object' || options === null) return;
    const named = 'features' in options && Array.isArray(options.features) ? options.features : undefined;
    // Without names all other columns are features: what the model reads are those of them that serve.
    const features = (named ?? signature.inputs.map(({ name }) => name)).filter((name) => name !== column);
    if (features.length === 0) return;
    const source = JSON.stringify({ ...options, features }, null, 2);
    store.endTyping();
    store.apply({ type: 'change', id: cellId, change: { source } });
    store.endTyping();
  };
}
