import { kernelBytes } from './kernel-bytes';

/** The functions of `source/kernel.ts`, where they are described. Pointers are bytes in the memory. */
export interface Kernel {
  buildHistogram(
    histogram: number,
    block: number,
    width: number,
    rows: number,
    count: number,
    gradients: number,
    batch: number,
  ): void;
  subtractHistogram(from: number, part: number, columns: number): void;
  clearHistogram(histogram: number, columns: number): void;
  sumRows(rows: number, count: number, gradients: number, to: number): void;
  findNumberSplit(histogram: number, bins: number, about: number, bounded: number, monotone: number): void;
  readHistogram(column: number, bins: number, to: number): void;
  partRows(rows: number, count: number, column: number, goesLeft: number, scratch: number): number;
  addToScores(rows: number, count: number, scores: number, value: number): void;
  addTree(rows: number, count: number, nodes: number, scores: number): void;
  binNumbers(
    values: number,
    count: number,
    bounds: number,
    missing: number,
    to: number,
    width: number,
    column: number,
  ): void;
  sortNumbers(values: number, count: number, scratch: number, digits: number): void;
  largestOf(values: number, count: number): number;
  quantize(
    gradients: number,
    hessians: number,
    count: number,
    gradientScale: number,
    hessianScale: number,
    to: number,
  ): void;
}

/** Runs the kernel on a memory. */
export async function startKernel(memory: WebAssembly.Memory): Promise<Kernel> {
  const bytes = Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return instance.exports as unknown as Kernel; // what the source exports; a test compiles it again
}
