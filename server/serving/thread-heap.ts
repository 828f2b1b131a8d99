import { statSync } from 'node:fs';

const baseMb = 512;
const growth = 24;
const mostMb = 8192;

/**
 * Megabytes of V8's heap that the thread of a package may take. Its engines and one request take some 200 of `baseMb`. The densest
 * JSON, `{},`, is 64 bytes of heap for three of the file, so reading the package's own files fits: V8 ends a thread between
 * allocations of code, but while it parses a text it collects garbage for minutes instead. What is in ArrayBuffers and in
 * WebAssembly's memory, weights above all, is no heap and not held by this: sizes of those are counted before a model is opened.
 */
export const heapOf = (files: Readonly<Record<string, string>>): number =>
  Math.min(
    mostMb,
    baseMb +
      Math.ceil(
        (growth * Object.values(files).reduce((sum, path) => sum + statSync(path).size, 0)) / 1024 ** 2,
      ),
  );

/** Why a thread ended, as a sentence. */
export function sayEnd(cause: (Error & { readonly code?: string }) | undefined, heapMb: number): string {
  if (cause?.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `It needs more memory than the ${heapMb} MB that a model of its size may take.`;
  return `Its thread ended${cause ? `: ${cause.message}` : ''}.`;
}
