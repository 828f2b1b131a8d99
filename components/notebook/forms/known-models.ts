import type { NamedModel } from '@/cells/kinds/kind-editor';
import type { TrainedModel } from '@/cells/ml/model';
import type { NotebookParts } from '../notebook-context';

/** The trained models that a cell's form can name: values of other cells that have run. */
export async function knownModels(
  { store, kernel }: Pick<NotebookParts, 'store' | 'kernel'>,
  id: number,
): Promise<readonly NamedModel[]> {
  const found = store.get().cells.flatMap((cell) => {
    if (cell.id === id) return [];
    const { outputs, state } = kernel.get(cell.id);
    // Asking for the value of a cell that is not fresh would run it.
    if (state !== 'fresh') return [];
    return outputs.map(async (name) => describeModel(name, await kernel.value(name).catch(() => undefined)));
  });
  return (await Promise.all(found)).flatMap((model) => model ?? []);
}

function describeModel(name: string, value: unknown): NamedModel | undefined {
  if (!isModel(value)) return undefined;
  const { task, target, signature, heldOut } = value;
  return {
    ...{ name, task, target, classes: signature.output.classes ?? [] },
    columns: (heldOut?.rows.columns ?? signature.inputs).map((column) => ({
      name: column.name,
      type: column.type === 'string' ? 'text' : column.type,
    })),
  };
}

const isModel = (value: unknown): value is TrainedModel =>
  typeof value === 'object' &&
  value !== null &&
  'toPackage' in value &&
  'signature' in value &&
  'evaluation' in value;
