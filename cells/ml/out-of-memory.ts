import { sampleLine } from './training-size';

/** A training that the machine gave no more memory. Crosses from the worker by its name. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
  constructor(options?: ErrorOptions) {
    super(
      `Memory ran out. Train on a sample (end the SQL with “${sampleLine(0.25)}”), on fewer columns or with smaller batches, or close other tabs. The rest of the notebook is as it was.`,
      options,
    );
  }
}

/** The words of V8, of WebAssembly and of Emscripten's glue. */
const words =
  /allocation failed|out of memory|could not allocate|enlarge memory|Aborted\(OOM|Invalid (typed )?array (buffer )?length|memory access out of bounds/i;

export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'OutOfMemory' || words.test(`${error.name}: ${error.message}`));

/** @throws OutOfMemory in the place of what an engine says of it; everything else as it is */
export function throwInWords(error: unknown): never {
  throw isOutOfMemory(error) ? new OutOfMemory({ cause: error }) : error;
}
