import { describe, expect, it } from 'vitest';
import { writeJson } from '../json-file';
import { createRandom } from '../random';
import type { Ensemble } from './ensemble';
import { ensembleFiles, readEnsemble, writeEnsemble } from './ensemble-file';
import { makeEnsemble, makeMatrix } from './made-ensemble.fixture';
import { predictMargins } from './predict-ensemble';

const ensemble = makeEnsemble({
  seed: 3,
  trees: 12,
  leaves: 15,
  objective: { name: 'quantile', levels: [0.1, 0.5, 0.9] },
});
const matrix = makeMatrix(ensemble.features, 40, 9);

function headOf(files: ReadonlyMap<string, Uint8Array>) {
  return JSON.parse(new TextDecoder().decode(files.get(ensembleFiles.head)));
}

/** Reads, and walks what was read: damage shows as an Error in words or not at all. */
function readAndPredict(files: ReadonlyMap<string, Uint8Array>): Ensemble | Error {
  let read: Ensemble;
  try {
    read = readEnsemble(files);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).name).toBe('Error'); // no TypeError or RangeError of the language
    return error as Error;
  }
  expect(predictMargins(read, matrix).every(Number.isFinite)).toBe(true);
  return read;
}

describe('the files of an ensemble', () => {
  it('give the same ensemble back, and equal bytes for equal ensembles', () => {
    const files = writeEnsemble(ensemble);
    expect(readEnsemble(files)).toEqual(ensemble);
    expect(writeEnsemble(readEnsemble(files))).toEqual(files);
    const numbers = makeEnsemble({ seed: 3, trees: 5, leaves: 4, features: [{ name: 'a', kind: 'number' }] });
    expect(readEnsemble(writeEnsemble(numbers))).toEqual(numbers);
    const none: Ensemble = { ...ensemble, trees: [], output: new Int32Array() };
    expect(readEnsemble(writeEnsemble(none))).toEqual(none);
  });

  it('are refused in words at every length but their own', () => {
    const files = writeEnsemble(ensemble);
    for (const path of Object.values(ensembleFiles)) {
      const bytes = files.get(path) ?? new Uint8Array();
      for (let length = 0; length < bytes.length - 1; length += 97)
        expect(readAndPredict(new Map(files).set(path, bytes.slice(0, length)))).toBeInstanceOf(Error);
      const more = new Uint8Array(bytes.length + 4);
      more.set(bytes);
      expect(readAndPredict(new Map(files).set(path, more))).toBeInstanceOf(Error);
      const less = new Map(files);
      less.delete(path);
      expect(() => readEnsemble(less)).toThrow(`The package has no file ${path}.`);
    }
  });

  it('are refused in words, or harmless, with any byte changed', () => {
    const files = writeEnsemble(ensemble);
    const random = createRandom(11);
    let refused = 0;
    for (const path of Object.values(ensembleFiles))
      for (let i = 0; i < 1500; i++) {
        const bytes = files.get(path)?.slice() ?? new Uint8Array();
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
        if (readAndPredict(new Map(files).set(path, bytes)) instanceof Error) refused++;
      }
    expect(refused).toBeGreaterThan(500);
  });

  it('do not make the reader believe a size', () => {
    const files = writeEnsemble(ensemble);
    const head = headOf(files);
    head.trees[0] = [0x7fff_ffff, 0x7fff_ffff];
    expect(() => readEnsemble(new Map(files).set(ensembleFiles.head, writeJson(head)))).toThrow(
      /ensemble\.bin of the package has \d+ bytes; its head says \d+/,
    );
  });

  it.each([
    ['a loop', /Tree 0 is damaged: node 0 leads to node 0/, (e: Ensemble) => e.trees[0]?.left.fill(0, 0, 1)],
    [
      'a child beyond the end',
      /node 0 leads to node 999/,
      (e: Ensemble) => e.trees[0]?.right.fill(999, 0, 1),
    ],
    [
      'a feature that is not there',
      /node 0 reads feature 44, and there are 4/,
      (e: Ensemble) => e.trees[0]?.feature.fill(44, 0, 1),
    ],
    [
      'a set that is not there',
      /a set of categories that is not there/,
      (e: Ensemble) => e.trees.map((t) => t.setStart.fill(1e6)),
    ],
    [
      'an endless value',
      /adds a value that is not a number/,
      (e: Ensemble) => e.trees[0]?.value.fill(Number.NaN),
    ],
    [
      'an output that is not there',
      /Tree 1 adds to output 3, and there are 3/,
      (e: Ensemble) => e.output.fill(3, 1, 2),
    ],
  ])('are refused for %s', (_, message, damage) => {
    const forged = structuredClone(ensemble);
    damage(forged);
    expect(() => readEnsemble(writeEnsemble(forged))).toThrow(message);
  });
});
