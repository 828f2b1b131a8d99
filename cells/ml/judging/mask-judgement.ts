import { maskParts, type PersonalColumns } from '@/cells/personal';
import type { Fairness } from './fairness-figures';
import type { Judgement } from './judgement';
import type { SliceFigure } from './measure-slices';

/** A judgement as it may be shown: slices and groups by a personal column keep their figures, and lose the values that they are named by. */
export function maskJudgement<J extends Pick<Judgement, 'slices' | 'fairness' | 'comparison'>>(
  judgement: J,
  personal: PersonalColumns,
): J {
  if (personal.size === 0) return judgement;
  const { slices, fairness, comparison } = judgement;
  const mask = (all: readonly Fairness[]) => all.map((one) => maskFairness(one, personal));
  return {
    ...judgement,
    ...(slices && { slices: { ...slices, slices: maskSlices(slices.slices, personal) } }),
    ...(fairness && { fairness: mask(fairness) }),
    ...(comparison?.fairness && { comparison: { ...comparison, fairness: mask(comparison.fairness) } }),
  };
}

/** Slices without the values of personal columns, in their names and conditions. */
export function maskSlices<S extends Pick<SliceFigure, 'name' | 'slice'>>(
  slices: readonly S[],
  personal: PersonalColumns,
): S[] {
  const names = maskParts(
    slices.map(({ name }) => name),
    personal,
  );
  return slices.map((slice, i) => {
    const name = names[i] ?? slice.name;
    return name === slice.name ? slice : { ...slice, name, slice: { conditions: [] } };
  });
}

/** Groups of a personal column as “sex, masked (1)”. */
export function maskFairness(fairness: Fairness, personal: PersonalColumns): Fairness {
  if (!personal.has(fairness.column)) return fairness;
  const names = fairness.groups.map(({ name }) => name);
  const shown = new Map(maskParts(names, personal).map((name, i) => [names[i], name]));
  const show = (name: string) => shown.get(name) ?? fairness.column;
  return {
    ...fairness,
    groups: fairness.groups.map((group) => ({ ...group, name: show(group.name) })),
    measures: fairness.measures.map((measure) => ({
      ...measure,
      between: [show(measure.between[0]), show(measure.between[1])],
    })),
  };
}
