import type { NamedBase } from '@/cells/kinds/kind-editor';
import { isModelTable, readModelTable } from '@/cells/ml/tfjs/model-table';
import { readTfjsFiles } from '@/cells/ml/tfjs/read-tfjs-files';
import { describeBase } from '@/cells/ml/transfer/describe-base';
import { columnsOf } from '../editor/known-tables';
import type { NotebookParts } from '../notebook-context';

/** Reading one costs a pass over its weights. */
const described = new WeakMap<object, NamedBase>();

/** The models of TensorFlow.js that a cell's form can name as a base: tables of their files that other cells have read. */
export async function knownBases(
  { store, kernel }: Pick<NotebookParts, 'store' | 'kernel'>,
  id: number,
): Promise<readonly NamedBase[]> {
  const found = store.get().cells.flatMap((cell) => {
    if (cell.id === id) return [];
    const { outputs, state } = kernel.get(cell.id);
    // Asking for the value of a cell that is not fresh would run it.
    if (state !== 'fresh') return [];
    return outputs.map(async (name) => describeValue(name, await kernel.value(name).catch(() => undefined)));
  });
  return (await Promise.all(found)).flatMap((base) => base ?? []);
}

function describeValue(name: string, value: unknown): NamedBase | undefined {
  const columns = columnsOf(value);
  if (!columns || !isModelTable(columns) || typeof value !== 'object' || value === null) return undefined;
  const before = described.get(value);
  if (before) return { ...before, name };
  const base = tryReading(name, value);
  described.set(value, base);
  return base;
}

function tryReading(name: string, value: object): NamedBase {
  try {
    return { name, about: describeBase(readTfjsFiles(readModelTable(value))) };
  } catch (error) {
    return { name, fault: error instanceof Error ? error.message : String(error) };
  }
}
