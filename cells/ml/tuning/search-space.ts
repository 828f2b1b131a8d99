import { z } from 'zod';

/** Numbers from one end to the other, both included. */
export const numberRange = z
  .strictObject({
    from: z.number(),
    to: z.number(),
    /** `log`: each doubling is as likely as the next. */
    scale: z.enum(['linear', 'log']).default('linear'),
    /** Whole numbers only; found from the option when left out. */
    whole: z.boolean().optional(),
    /** Values that a grid takes of it, both ends among them. */
    steps: z.number().int().min(2).max(1000).optional(),
  })
  .refine(({ from, to }) => from < to, { message: 'from must be below to', path: ['from'] })
  .refine(({ from, scale }) => scale === 'linear' || from > 0, {
    message: 'a log scale begins above zero',
    path: ['from'],
  });

const scalar = z.union([z.number(), z.string(), z.boolean()]);
/** A value that an option may take: a number, a word, yes or no, or a list of numbers (layers). */
export const searchValue = z.union([scalar, z.array(z.number()).max(100)]);
export type SearchValue = z.infer<typeof searchValue>;

/** A few values, none nearer to another. */
export const choice = z.strictObject({ oneOf: z.array(searchValue).min(1).max(100) });

/** What is searched, by option of one learner. */
export const searchedOptions = z.record(z.string().min(1), z.union([numberRange, choice]));
export type SearchedOptions = z.infer<typeof searchedOptions>;
export type SearchedOptionsInput = z.input<typeof searchedOptions>;

export type Dimension =
  | {
      readonly kind: 'range';
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly scale: 'linear' | 'log';
      readonly whole: boolean;
      readonly steps?: number;
    }
  | { readonly kind: 'choice'; readonly name: string; readonly oneOf: readonly SearchValue[] };

/** Branches exclude each other, as learners do: a dimension exists in its branch only. */
export interface SearchSpace {
  readonly branches: readonly { readonly name: string; readonly dimensions: readonly Dimension[] }[];
}

/** One place of a space: a branch, and a value for each of its dimensions. */
export interface SearchPoint {
  readonly branch: string;
  readonly values: Readonly<Record<string, SearchValue>>;
}
export const searchPoint: z.ZodType<SearchPoint> = z.object({
  branch: z.string(),
  values: z.record(z.string(), searchValue),
});

/** Equal points have equal keys. */
export const keyOf = ({ branch, values }: SearchPoint): string =>
  JSON.stringify([branch, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The coordinate in which a range is even: the number, or its logarithm. Whole numbers own half a step to each side. */
export function coordinatesOf({ from, to, scale, whole }: Extract<Dimension, { kind: 'range' }>) {
  const margin = whole ? 0.5 : 0;
  const into = (value: number) => (scale === 'log' ? Math.log(value) : value);
  const out = (place: number) => {
    const value = scale === 'log' ? Math.exp(place) : place;
    return Math.min(Math.max(whole ? Math.round(value) : value, from), to);
  };
  // A whole number from 1 on a log scale: a half is above zero.
  return { low: into(from - margin), high: into(to + margin), into, out };
}

/** How many different values a dimension takes; infinity for numbers that are not whole. */
export function sizeOf(dimension: Dimension): number {
  if (dimension.kind === 'choice') return dimension.oneOf.length;
  return dimension.whole
    ? Math.floor(dimension.to) - Math.ceil(dimension.from) + 1
    : Number.POSITIVE_INFINITY;
}
