import { placeOfName, toCellError } from './cell-errors';
import type { CellNode } from './cell-node';
import type { CellError } from './cell-run';
import { baseName, isImportedCell } from './imports/imported-name';
import { failedInput } from './runtime';
import type { Slot } from './slot';
import type { World } from './world';

/** Why a cell has no inputs to run on: its own mistake, another cell's, or nobody's: then some input has not run. */
export type Blame =
  | { readonly state: 'failed' | 'blocked'; readonly error: CellError }
  | { readonly state: 'waiting' };

/** Finds who is to blame when the runtime could not give a cell its inputs. Its own mistakes come first. */
export function findBlame(error: unknown, inputs: readonly Slot[], source: string, world: World): Blame {
  const unmade = inputs.filter((slot) => !slot.producer);
  const unknown = unmade.find((slot) => !world.isBuiltIn(slot.name));
  if (unknown) {
    const name = baseName(unknown.name);
    const message = `${name} is not defined`;
    return { state: 'failed', error: { name: 'ReferenceError', message, ...placeOfName(source, name) } };
  }
  const isOfBuiltin = unmade.some((slot) => slot.name === failedInput(error));
  if (isOfBuiltin) return { state: 'failed', error: { ...toCellError(error), name: 'Error' } };

  const made = inputs.flatMap((slot) => {
    const maker = makerOf(slot);
    return maker ? [{ slot, maker }] : [];
  });
  const failed = made.find(({ maker }) => maker.report.error !== undefined);
  if (failed) {
    const { slot, maker } = failed;
    const root = maker.report.error?.rootCell ?? maker.id;
    // Of another notebook's cell the one that imports it tells.
    const rootCell = isImportedCell(root) ? (slot.producer?.id ?? root) : root;
    const name = slot.producer === maker ? maker.names[0] : slot.name;
    const said = name === undefined ? `cell ${maker.id}` : baseName(name);
    const message = `Waits for ${said}, which has no value because of an error.`;
    return { state: 'blocked', error: { name: 'Blocked', message, rootCell } };
  }
  if (made.some(({ maker }) => maker.report.state !== 'fresh')) return { state: 'waiting' };
  return { state: 'failed', error: toCellError(error) };
}

/** The cell that makes a value: where one imports it, the one behind. */
function makerOf(slot: Slot): CellNode | undefined {
  const { producer } = slot;
  const from = producer?.hasValue ? producer.imported.passes.get(slot) : undefined;
  return from ? makerOf(from) : producer;
}
