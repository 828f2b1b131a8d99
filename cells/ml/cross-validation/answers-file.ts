import { readBytes } from '../json-file';
import type { PackageFiles, Predictions } from '../model';

const numbersFile = 'values.f64';
const labelsFile = 'labels.u16';
const probabilitiesFile = 'probabilities.f64';
const quantilesFile = 'quantiles.f64';
const levelsFile = 'levels.f64';

type Classes = readonly string[] | undefined;

/** Answers to the rows of a fold as files in `folder`; labels by their place among the classes. */
export function writeAnswers(
  folder: string,
  { values, probabilities, quantiles }: Predictions,
  classes: Classes = [],
): PackageFiles {
  const places = new Map(classes.map((label, place) => [label, place]));
  const files: [string, ArrayBufferView][] = [
    values instanceof Float64Array
      ? [numbersFile, values]
      : [labelsFile, Uint16Array.from(values, (label) => places.get(label) ?? 0)],
  ];
  if (probabilities) files.push([probabilitiesFile, probabilities.values]);
  if (quantiles)
    files.push([quantilesFile, quantiles.values], [levelsFile, Float64Array.from(quantiles.levels)]);
  return new Map(files.map(([name, view]) => [folder + name, bytesOf(view)]));
}

/** @throws Error when they are not of so many rows */
export function readAnswers(
  files: PackageFiles,
  folder: string,
  { rows, classes = [] }: { readonly rows: number; readonly classes: Classes },
): Predictions {
  const numbers = (name: string) => new Float64Array(readBytes(files, folder + name).slice().buffer);
  const has = (name: string) => files.has(folder + name);
  const values = has(labelsFile)
    ? Array.from(
        new Uint16Array(readBytes(files, folder + labelsFile).slice().buffer),
        (place) => classes[place] ?? '',
      )
    : numbers(numbersFile);
  const probabilities = has(probabilitiesFile) ? { classes, values: numbers(probabilitiesFile) } : undefined;
  const quantiles = has(quantilesFile)
    ? { levels: [...numbers(levelsFile)], values: numbers(quantilesFile) }
    : undefined;
  const isOfRows =
    values.length === rows &&
    (!probabilities || probabilities.values.length === rows * classes.length) &&
    (!quantiles || quantiles.values.length === rows * quantiles.levels.length);
  if (!isOfRows) throw new Error(`The answers in ${folder} are of other rows.`);
  return { values, ...(probabilities && { probabilities }), ...(quantiles && { quantiles }) };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength).slice();
