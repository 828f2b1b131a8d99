import type { Booster } from './booster';

/** The booster with its features read from columns of other names. @throws Error in words where they are not as many, or not different */
export function nameColumns(booster: Booster, names: readonly string[] | undefined): Booster {
  if (!names) return booster;
  const { ensemble, plan } = booster;
  if (names.length !== plan.columns.length)
    throw new Error(
      `The model has ${plan.columns.length} features, and ${names.length} columns are named for them.`,
    );
  if (new Set(names).size !== names.length)
    throw new Error('A column is named for two features of the model.');
  const nameOf = (index: number) => names[index] ?? '';
  return {
    ...booster,
    ensemble: {
      ...ensemble,
      features: ensemble.features.map((feature, i) => ({ ...feature, name: nameOf(i) })),
    },
    plan: { ...plan, columns: plan.columns.map((step, i) => ({ ...step, column: nameOf(i) })) },
  };
}
