import type { BoosterFeature, Categories } from './booster';
import { type LightgbmSections, readInteger } from './lightgbm-sections';

const mostCodes = 65_536;

/**
 * What the features read. `feature_infos` has a range for a number, a list of codes for a category, and `none` for what is not used;
 * where the Python package trained on a data frame, the codes are places in lists at the end of the file.
 */
export function readLightgbmFeatures({
  head,
  parameters,
  pandasCategories,
}: LightgbmSections): BoosterFeature[] {
  const count = readInteger(head, 'max_feature_idx') + 1;
  if (count < 1 || count > 100_000)
    throw new Error(`The model has ${count} features; 1 to 100 000 can be read.`);
  const names = readWords(head, 'feature_names', count);
  const infos = readWords(head, 'feature_infos', count);
  const lists = readPandasCategories(pandasCategories);
  const categorical = findCategorical(infos, parameters.get('categorical_feature'));
  if (lists.length > 0 && lists.length !== categorical.length)
    throw new Error(
      `The model lists the categories of ${lists.length} columns, and ${categorical.length} of its features are categories: which are which cannot be told.`,
    );
  return names.map((name, i): BoosterFeature => {
    const order = categorical.indexOf(i);
    if (order === -1) return { name, kind: 'number' };
    const categories = lists[order];
    if (categories) return { name, kind: 'category', categories };
    return { name, kind: 'codes', count: highestCode(infos[i] ?? '', name) + 1 };
  });
}

function readWords(head: ReadonlyMap<string, string>, key: string, count: number): string[] {
  const words = (head.get(key) ?? '').trim().split(' ');
  if (words.length !== count)
    throw new Error(`The model has ${count} features, and “${key}” lists ${words.length}.`);
  return words;
}

/** Those named when it was trained, else those whose info lists codes. */
function findCategorical(infos: readonly string[], parameter: string | undefined): number[] {
  const shown = infos.flatMap((info, i) => (info !== 'none' && !info.startsWith('[') ? [i] : []));
  if (!parameter || !/^\d+(,\d+)*$/.test(parameter)) return shown;
  const named = [...new Set([...parameter.split(',').map(Number), ...shown])].sort((a, b) => a - b);
  return named.every((feature) => feature < infos.length) ? named : shown;
}

function highestCode(info: string, name: string): number {
  if (info === 'none') return -1;
  const codes = info.split(':').map(Number);
  const highest = codes.reduce((most, code) => Math.max(most, code), -1);
  if (!codes.every(Number.isInteger) || highest >= mostCodes)
    throw new Error(`The codes of feature “${name}” cannot be read: whole numbers up to 65 535 can be.`);
  return highest;
}

function readPandasCategories(json: string | undefined): Categories[] {
  if (json === undefined || json.trim() === '' || json.trim() === 'null') return [];
  let lists: unknown;
  try {
    lists = JSON.parse(json);
  } catch (cause) {
    throw new Error(
      'The categories at the end of the model of LightGBM (pandas_categorical) are cut off or damaged.',
      { cause },
    );
  }
  if (!Array.isArray(lists))
    throw new Error('The categories at the end of the model of LightGBM are not a list.');
  return lists.map((list: unknown): Categories => {
    if (!Array.isArray(list)) throw new Error('A list of categories of the model of LightGBM is not a list.');
    if (list.every((value) => typeof value === 'string')) return { of: 'text', names: list };
    if (list.every((value) => typeof value === 'number')) return { of: 'numbers', names: list.map(String) };
    if (list.every((value) => typeof value === 'boolean'))
      return { of: 'numbers', names: list.map((value) => String(Number(value))) };
    throw new Error('The categories of a feature of the model of LightGBM are neither texts nor numbers.');
  });
}
