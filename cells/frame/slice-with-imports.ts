import type { GrantedDataset } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import { type EnclosedNotebook, enclosedAttribute, writeEnclosed } from '@/cells/document/enclosed-notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { serializeNotebook } from '@/cells/document/serialize';
import { sliceNotebook } from '@/cells/document/slice';
import type { ImportedNotebook } from '@/cells/kernel/imports/imported-scope';
import { listBehind } from '@/cells/kernel/imports/list-behind';
import { compileCell } from '@/cells/kinds';
import type { ImportedCells } from './imported-cells';

/** A data set that a slice reads; `notebook`: by the grant of one that it imports. */
export interface ReadDataset {
  readonly dataset: GrantedDataset;
  readonly notebook?: string;
}

/** The slice with what it imports in it: a re-run asks no other notebook. */
export function sliceWithImports(
  notebook: Notebook,
  cellIds: Iterable<number>,
  imported: Pick<ImportedCells, 'linker' | 'loader'>,
): Notebook {
  const slice = sliceNotebook(notebook, cellIds);
  const hashes = new Map(
    [...imported.loader.loaded.values()].map(({ id, revision, hash }) => [`${id} ${revision}`, hash]),
  );
  const enclosed = listBehind(slice.cells, imported.linker).flatMap(({ of, cells }): EnclosedNotebook[] => {
    const { id, revision, title } = of;
    const hash = hashes.get(`${id} ${revision}`);
    return hash === undefined
      ? []
      : [{ id, revision, hash, title, html: serializeNotebook(partOf(of, cells)) }];
  });
  const text = writeEnclosed(enclosed);
  return text === undefined
    ? slice
    : { ...slice, attributes: { ...slice.attributes, [enclosedAttribute]: text } };
}

/** The granted data sets that a slice reads, those of what it imports included. */
export async function readDatasets(
  slice: Notebook,
  notebook: Notebook,
  { bridge, imported }: { bridge: Pick<FrameEnd, 'request'>; imported: Pick<ImportedCells, 'linker'> },
): Promise<ReadDataset[]> {
  const own = datasetsOf(slice, notebook, await bridge.request('dataset.list', {}));
  const found: ReadDataset[] = own.map((dataset) => ({ dataset }));
  for (const { of, cells } of listBehind(slice.cells, imported.linker)) {
    const granted = await bridge.request('dataset.list', { notebook: of.id });
    for (const dataset of datasetsOf(partOf(of, cells), of.notebook, granted))
      if (!found.some((one) => one.notebook === of.id && one.dataset.table === dataset.table))
        found.push({ dataset, notebook: of.id });
  }
  return found;
}

/** The granted data sets that cells name, as SQL tables or as files. */
function datasetsOf(
  slice: Notebook,
  notebook: Notebook,
  granted: readonly GrantedDataset[],
): GrantedDataset[] {
  const names = new Set(notebook.cells.flatMap(({ output }) => output ?? []));
  const named = new Set(
    slice.cells.flatMap((cell) => {
      const { tables, files } = compileCell(cell, { names });
      return [...tables, ...files];
    }),
  );
  return granted.filter(
    ({ table, name, fileName }) => named.has(table) || named.has(name) || named.has(fileName),
  );
}

const partOf = ({ notebook }: ImportedNotebook, cells: ReadonlySet<number>) => sliceNotebook(notebook, cells);
