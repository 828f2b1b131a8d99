import { placeOfName, toCellError } from './cell-errors';
import type { CellError } from './cell-run';
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
    const { name } = unknown;
    const message = `${name} is not defined`;
    return { state: 'failed', error: { name: 'ReferenceError', message, ...placeOfName(source, name) } };
  }
  const isOfBuiltin = unmade.some((slot) => slot.name === failedInput(error));
  if (isOfBuiltin) return { state: 'failed', error: { ...toCellError(error), name: 'Error' } };

  const producers = inputs.flatMap((slot) => slot.producer ?? []);
  const failed = producers.find((node) => node.report.error !== undefined);
  if (failed) {
    const rootCell = failed.report.error?.rootCell ?? failed.id;
    const message = `Waits for ${failed.names[0] ?? `cell ${failed.id}`}, which has no value because of an error.`;
    return { state: 'blocked', error: { name: 'Blocked', message, rootCell } };
  }
  if (producers.some((node) => node.report.state !== 'fresh')) return { state: 'waiting' };
  return { state: 'failed', error: toCellError(error) };
}
