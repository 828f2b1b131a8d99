/** A model file of LightGBM taken apart: `key=value` lines of its head and of each tree, its parameters, and what follows. */
export interface LightgbmSections {
  readonly head: ReadonlyMap<string, string>;
  readonly trees: readonly ReadonlyMap<string, string>[];
  /** `[key: value]` lines; empty where the file ends before them. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The JSON after `pandas_categorical:`, where the Python package wrote the file. */
  readonly pandasCategories?: string;
}

/** @throws Error when the text ends before its trees do */
export function splitLightgbm(text: string): LightgbmSections {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== 'tree')
    throw new Error('This is not a model of LightGBM: its first line is not “tree”.');
  const head = new Map<string, string>();
  const trees: Map<string, string>[] = [];
  const parameters = new Map<string, string>();
  let pandasCategories: string | undefined;
  let isInTrees = true;
  for (const line of lines.slice(1)) {
    if (line === 'end of trees') isInTrees = false;
    else if (isInTrees) addPair(line, trees, head);
    else if (line.startsWith('pandas_categorical:'))
      pandasCategories = line.slice('pandas_categorical:'.length);
    else {
      const [, key, value] = /^\[([^:]+): ?(.*)\]$/.exec(line) ?? [];
      if (key !== undefined) parameters.set(key, value ?? '');
    }
  }
  if (isInTrees) throw new Error('The model of LightGBM is cut off: its line “end of trees” is missing.');
  if (lines.includes('parameters:') && !lines.includes('end of parameters'))
    throw new Error('The model of LightGBM is cut off: its line “end of parameters” is missing.');
  return { head, trees, parameters, pandasCategories };
}

function addPair(line: string, trees: Map<string, string>[], head: Map<string, string>): void {
  if (line.trim() === '') return;
  const at = line.indexOf('=');
  // Some marks stand alone, as `average_output`.
  const [key, value] = at === -1 ? [line.trim(), ''] : [line.slice(0, at), line.slice(at + 1)];
  if (key === 'Tree') trees.push(new Map([[key, value]]));
  else (trees.at(-1) ?? head).set(key, value);
}

/** The numbers of a line, as many as there must be. */
export function readNumbers(section: ReadonlyMap<string, string>, key: string, count: number): Float64Array {
  const text = section.get(key)?.trim() ?? '';
  const words = text === '' ? [] : text.split(' ');
  if (words.length !== count)
    throw new Error(`“${key}” has ${words.length} values where there must be ${count}`);
  return Float64Array.from(words, (word) => {
    const value = Number(word);
    if (word === '' || Number.isNaN(value)) throw new Error(`“${word}” in “${key}” is not a number`);
    return value;
  });
}

/** One whole number of a line. */
export function readInteger(section: ReadonlyMap<string, string>, key: string, otherwise?: number): number {
  const text = section.get(key)?.trim();
  if (text === undefined && otherwise !== undefined) return otherwise;
  if (!text || !/^-?\d{1,9}$/.test(text)) throw new Error(`“${key}” is ${text ? `“${text}”` : 'missing'}`);
  return Number(text);
}
