import { normalTwoSided } from './special-functions';

export interface ProportionTest {
  /** z: difference of the shares over its pooled standard error. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** z-test of two proportions with pooled variance, as `statsmodels.stats.proportion.proportions_ztest`. */
export function compareProportions(
  first: { readonly count: number; readonly rows: number },
  second: { readonly count: number; readonly rows: number },
): ProportionTest {
  const pooled = (first.count + second.count) / (first.rows + second.rows);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / first.rows + 1 / second.rows));
  const difference = first.count / first.rows - second.count / second.rows;
  if (error === 0) return { statistic: 0, pValue: 1 };
  const statistic = difference / error;
  return { statistic, pValue: normalTwoSided(statistic) };
}
