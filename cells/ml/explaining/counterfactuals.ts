import type { Column, Columns, Predictions, Signature } from '../model';
import { findColumn, takeTableRows } from '../read-table';
import { placesOf, sortedBetween } from './known-places';

/** A class, or a number between two ends. */
export type Wanted =
  | { readonly is: 'class'; readonly label: string }
  | { readonly is: 'range'; readonly low: number; readonly high: number };

export interface CounterfactualOptions {
  readonly signature: Signature;
  /** Rows whose values may be taken: nothing outside their ranges is proposed. */
  readonly known: Columns;
  readonly wanted: Wanted;
  /** Inputs that may not change. */
  readonly fixed?: readonly string[];
  /** Most answers, each with other inputs (5). */
  readonly limit?: number;
}

export interface Counterfactual {
  /** Inputs that change, in the signature's order. */
  readonly changed: readonly string[];
  /** One row, as the model takes it. */
  readonly row: Columns;
  /** Sum over inputs: of numbers the change as a share of their range, 1 for another category (Gower 1971). */
  readonly distance: number;
  readonly prediction: string | number;
  /** The probability of that class, where the model tells it. */
  readonly chance?: number;
}

export interface Counterfactuals {
  /** Fewest changes first, then the nearest. */
  readonly found: readonly Counterfactual[];
  /** Rows that were tried. */
  readonly tried: number;
  /** The row has the wanted answer as it is: nothing was searched. */
  readonly isAlready?: boolean;
}

type Predict = (rows: Columns) => Promise<Predictions>;

const placesAlone = 30;
const placesInPairs = 8;
const mostPairs = 60_000;
/** Real rows that are taken as a start. */
const mostStarts = 12;

/**
 * What would change the answer: rows near the given one that reach what is wanted. One input at a time and two at a time are tried at
 * values of the data; then the nearest real rows that have the wanted answer, of which as many inputs as possible are given back
 * (NICE, Brughmans et al. 2023). At last each number is moved back towards the row as far as the answer holds. Every value is one of
 * the data's. Where none is found there may still be one: `tried` says how far was looked.
 * @throws Error in words for a class or an input that the model does not have
 */
export async function findCounterfactuals(
  predict: Predict,
  row: Columns,
  { signature, known, wanted, fixed = [], limit = 5 }: CounterfactualOptions,
): Promise<Counterfactuals> {
  checkWanted(wanted, signature);
  const search = createSearch(predict, row, known, wanted);
  const [asItIs] = await search.reaching([new Map()]);
  if (asItIs) return { found: [], tried: search.tried(), isAlready: true };
  const free = row.columns
    .map(({ name }, input) => ({ name, input }))
    .filter(({ name }) => !fixed.includes(name));
  const found: Changes[] = await search.reaching(
    free.flatMap(({ input }) => search.places(input, placesAlone).map((place) => new Map([[input, place]]))),
  );
  if (distinctSets(found) < limit) {
    const pairs = free.flatMap(({ input }, i) =>
      free.slice(i + 1).flatMap(({ input: other }) =>
        search.places(input, placesInPairs).flatMap((a) =>
          search.places(other, placesInPairs).map(
            (b) =>
              new Map([
                [input, a],
                [other, b],
              ]),
          ),
        ),
      ),
    );
    found.push(...(await search.reaching(pairs.slice(0, mostPairs))));
  }
  if (distinctSets(found) < limit)
    for (const start of await search.realStarts(free.map(({ input }) => input)))
      found.push(await search.giveBack(start));
  const nearest = keepSmallest(found, search.distance, limit);
  const refined = await Promise.all(nearest.map((changes) => search.moveBack(changes)));
  const ranked = refined.sort((a, b) => a.size - b.size || search.distance(a) - search.distance(b));
  return { found: await search.describe(ranked), tried: search.tried() };
}

/** By input, the row of `known` whose value it takes. */
type Changes = ReadonlyMap<number, number>;

function checkWanted(wanted: Wanted, { output }: Signature): void {
  if (wanted.is === 'range') {
    if (output.classes) throw new Error('The model answers with classes: choose the class that is wanted.');
    if (!(wanted.low <= wanted.high)) throw new Error('The wanted range ends below its start.');
  } else if (!output.classes?.includes(wanted.label))
    throw new Error(
      `“${wanted.label}” is not an answer of this model${output.classes ? `; it has ${output.classes.join(', ')}` : ''}.`,
    );
}

function createSearch(predict: Predict, row: Columns, known: Columns, wanted: Wanted) {
  const columns = row.columns.map((column) => {
    const own = findColumn(known, column.name);
    if (!own) throw new Error(`The rows have no column “${column.name}”.`);
    return own;
  });
  const ranges = columns.map((column) => {
    if (column.type === 'string') return 1;
    const present = column.values.filter(Number.isFinite);
    const [low, high] = present.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    return high > low ? high - low : 1;
  });
  let tried = 0;

  const ask = async (rows: Columns) => {
    tried += rows.numRows;
    return (await predict(rows)).values;
  };
  const isWanted = (answer: string | number | undefined) =>
    wanted.is === 'class'
      ? answer === wanted.label
      : Number(answer) >= wanted.low && Number(answer) <= wanted.high;
  const isSame = (input: number, place: number) =>
    Object.is(columns[input]?.values[place], row.columns[input]?.values[0]);

  /** One row for each set of changes. */
  const apply = (all: readonly Changes[]): Columns => ({
    numRows: all.length,
    columns: row.columns.map((column, input): Column => {
      const from = columns[input] ?? column;
      const value = (changes: Changes) => {
        const place = changes.get(input);
        return place === undefined ? column.values[0] : from.values[place];
      };
      return column.type === 'string'
        ? { ...column, values: all.map((changes) => (value(changes) as string | null | undefined) ?? null) } // both are text
        : { ...column, values: Float64Array.from(all, (changes) => Number(value(changes) ?? Number.NaN)) };
    }),
  });
  const reaching = async (all: readonly Changes[]): Promise<Changes[]> => {
    if (all.length === 0) return [];
    const answers = await ask(apply(all));
    return all.filter((_, i) => isWanted(answers[i]));
  };
  const distanceOf = (input: number, place: number): number => {
    const column = columns[input];
    if (!column || isSame(input, place)) return 0;
    if (column.type === 'string') return 1;
    const change = Math.abs((column.values[place] ?? Number.NaN) - Number(row.columns[input]?.values[0]));
    return Number.isNaN(change) ? 1 : change / (ranges[input] ?? 1);
  };
  const distance = (changes: Changes): number =>
    [...changes].reduce((sum, [input, place]) => sum + distanceOf(input, place), 0);

  return {
    reaching,
    distance,
    tried: () => tried,

    /** Rows of `known` at whose values an input is tried. */
    places(input: number, most: number): number[] {
      const column = columns[input];
      if (!column) return [];
      return placesOf(column, most).filter((place) => !isSame(input, place));
    },

    /** The nearest real rows that have the wanted answer once the fixed inputs are the row's own. */
    async realStarts(free: readonly number[]): Promise<Changes[]> {
      const all = Array.from(
        { length: known.numRows },
        (_, place): Changes =>
          new Map(free.filter((input) => !isSame(input, place)).map((input) => [input, place])),
      );
      const right = await reaching(all);
      return right
        .map((changes) => ({ changes, far: distance(changes) }))
        .sort((a, b) => a.far - b.far)
        .slice(0, mostStarts)
        .map(({ changes }) => changes);
    },

    /** Gives inputs back, the largest change first, while the answer holds. */
    async giveBack(start: Changes): Promise<Changes> {
      let changes = start;
      for (;;) {
        const fewer = [...changes.keys()].map(
          (input): Changes => new Map([...changes].filter(([other]) => other !== input)),
        );
        const [next] = (await reaching(fewer.filter(({ size }) => size > 0))).sort(
          (a, b) => distance(a) - distance(b),
        );
        if (!next) return changes;
        changes = next;
      }
    },

    /** Each number as near to the row's as the answer holds, by halving among the values of the data. */
    async moveBack(start: Changes): Promise<Changes> {
      let changes = start;
      for (const [input, target] of start) {
        const column = columns[input];
        if (!column || column.type === 'string') continue;
        const between = sortedBetween(column, Number(row.columns[input]?.values[0]), target);
        let near = 0;
        let far = between.length - 1;
        while (near < far) {
          const middle = (near + far) >> 1;
          const place = between[middle];
          if (place === undefined) break;
          const [holds] = await reaching([new Map(changes).set(input, place)]);
          if (holds) {
            changes = holds;
            far = middle;
          } else near = middle + 1;
        }
      }
      return changes;
    },

    async describe(all: readonly Changes[]): Promise<Counterfactual[]> {
      if (all.length === 0) return [];
      const rows = apply(all);
      const { values: answers, probabilities } = await predict(rows);
      const chanceOf = (i: number) => {
        const k = probabilities?.classes.indexOf(String(answers[i])) ?? -1;
        return probabilities && k >= 0
          ? { chance: probabilities.values[i * probabilities.classes.length + k] }
          : {};
      };
      return all.map((changes, i) => ({
        changed: row.columns.flatMap(({ name }, input) => (changes.has(input) ? [name] : [])),
        row: takeTableRows(rows, [i]),
        distance: distance(changes),
        prediction: answers[i] ?? '',
        ...chanceOf(i),
      }));
    },
  };
}

const nameSet = (changes: Changes) => [...changes.keys()].sort((a, b) => a - b).join();
const distinctSets = (found: readonly Changes[]) => new Set(found.map(nameSet)).size;

/** The nearest of each set of inputs, without sets that hold another that was found. */
function keepSmallest(
  found: readonly Changes[],
  distance: (changes: Changes) => number,
  limit: number,
): Changes[] {
  const nearest = new Map<string, Changes>();
  for (const changes of found) {
    const known = nearest.get(nameSet(changes));
    if (!known || distance(changes) < distance(known)) nearest.set(nameSet(changes), changes);
  }
  const kept: Changes[] = [];
  const inOrder = [...nearest.values()].sort((a, b) => a.size - b.size || distance(a) - distance(b));
  for (const changes of inOrder)
    if (
      kept.length < limit &&
      !kept.some((smaller) => [...smaller.keys()].every((input) => changes.has(input)))
    )
      kept.push(changes);
  return kept;
}
