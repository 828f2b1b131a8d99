import type { GrowthRules } from './grow-tree';
import type { Loss } from './losses';
import type { BoostedTreesOptions } from './options';
import { inputsOfFeatures, type TreePlan } from './tree-plan';

/** The options that decide splits, by tree feature: what is said of a column goes for all that is read of it. */
export function growthRules(options: BoostedTreesOptions, plan: TreePlan, loss: Loss): GrowthRules {
  const inputOf = inputsOfFeatures(plan);
  const nameOf = (feature: number) => plan.columns[inputOf[feature] ?? -1]?.column ?? '';
  const monotone = Int8Array.from(inputOf, (_, feature) => options.monotone[nameOf(feature)] ?? 0);
  const limit = loss.largestStep ?? Number.POSITIVE_INFINITY;
  const isMonotone = monotone.some((way) => way !== 0);
  return {
    ...options,
    monotone,
    groups: groupsOf(options.interactions, plan).map((names) =>
      Uint8Array.from(inputOf, (_, feature) => (names.has(nameOf(feature)) ? 1 : 0)),
    ),
    bounds: { lower: -limit, upper: limit },
    isBounded: isMonotone || Number.isFinite(limit),
  };
}

/** The groups that were given, and each column that is in none of them alone. */
function groupsOf(interactions: BoostedTreesOptions['interactions'], plan: TreePlan): ReadonlySet<string>[] {
  if (interactions.length === 0) return [];
  const grouped = new Set(interactions.flat());
  const alone = plan.columns.map(({ column }) => column).filter((column) => !grouped.has(column));
  return [...interactions.map((group) => new Set(group)), ...alone.map((column) => new Set([column]))];
}
