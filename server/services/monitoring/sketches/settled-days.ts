import { nameOfFile } from '../day-files';

/**
 * Sketches of a day, format 1, are one Parquet file named for the one file of the log that they were made of:
 *
 *   prediction-sketches/1/<model>/<yyyy-mm-dd>/<name of predictions/<model>/<yyyy-mm-dd>/<name>.parquet>.parquet
 *
 * Files of the log never change under their name, so sketches are right or of a file that is no more. A later format has a number
 * and a folder of its own.
 */
const prefix = 'prediction-sketches/1/';

export const folderOfSketches = (model: string): string => `${prefix}${model}/`;
export const keyOfSketches = (model: string, day: string, file: string): string =>
  `${folderOfSketches(model)}${day}/${nameOfFile(file)}.parquet`;

/**
 * The one file that a day is made of: a merged one with its list, or the only one there ever was. Undefined while small files
 * wait to be merged, or old ones to be removed.
 */
export function findSettled(keys: readonly string[]): string | undefined {
  const [file, ...others] = keys.filter((key) => key.endsWith('.parquet'));
  const lists = keys.filter((key) => key.endsWith('.json'));
  if (!file || others.length > 0) return undefined;
  const isMerged = nameOfFile(file).startsWith('merged-');
  const isWhole = isMerged
    ? lists.length === 1 && nameOfFile(lists[0] ?? '') === nameOfFile(file)
    : lists.length === 0;
  return isWhole ? file : undefined;
}
