import type { Ensemble } from '../ensemble';
import type { TreePlan } from '../tree-plan';

/** A model of another library's, as ours. */
export interface Booster {
  readonly ensemble: Ensemble;
  /** What its features read of the columns of the same names. */
  readonly plan: TreePlan;
  /** “XGBoost 3.2.0”, as far as the file says. */
  readonly madeBy: string;
  /** What the person should know of how it was read. */
  readonly notes: readonly string[];
}

/** Places of a list of categories that a file gives: texts, or numbers. */
export type Categories = { readonly of: 'text' | 'numbers'; readonly names: readonly string[] };

export interface BoosterOptions {
  /** Rounds to use: `best` are those up to XGBoost's `best_iteration`, where early stopping left one, as scikit-learn's wrapper predicts. */
  readonly rounds?: 'best' | 'all';
  /** By feature, the names of its categories in the order of their codes, for a file that does not hold them. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

/** What a booster's features read: numbers, listed categories, or categories by their code only. */
export type BoosterFeature =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'category'; readonly categories: Categories }
  | { readonly name: string; readonly kind: 'codes'; readonly count: number };

export function toPlan(features: readonly BoosterFeature[]): TreePlan {
  return { format: 1, columns: features.map(toStep) };
}

function toStep(feature: BoosterFeature): TreePlan['columns'][number] {
  const column = feature.name;
  switch (feature.kind) {
    case 'number':
      return { kind: 'number', column };
    case 'codes':
      return { kind: 'codes', column, count: feature.count };
    case 'category': {
      const categories = [...feature.categories.names];
      const step = { kind: 'category' as const, column, categories };
      return feature.categories.of === 'text' ? step : { ...step, numbers: true };
    }
  }
}

/** A feature known by codes only gets the names that the person gave. */
export function nameCategories(feature: BoosterFeature, { categories }: BoosterOptions): BoosterFeature {
  const names = Object.hasOwn(categories ?? {}, feature.name) ? categories?.[feature.name] : undefined;
  if (!names || feature.kind === 'category') return feature;
  if (feature.kind === 'number')
    throw new Error(`Feature “${feature.name}” of the model is a number, not a category.`);
  if (names.length < feature.count)
    throw new Error(
      `Feature “${feature.name}” has ${feature.count} categories at least; ${names.length} are named.`,
    );
  return { name: feature.name, kind: 'category', categories: { of: 'text', names } };
}

/** @throws Error when two features have one name, one has none, or categories are given for one that is not there */
export function refuseNames(names: readonly string[], { categories = {} }: BoosterOptions): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '') throw new Error('A feature of the model has no name.');
    if (seen.has(name)) throw new Error(`Two features of the model are named “${name}”.`);
    seen.add(name);
  }
  const unknown = Object.keys(categories).find((name) => !seen.has(name));
  if (unknown !== undefined)
    throw new Error(`The model has no feature “${unknown}”, for which categories are given.`);
}
