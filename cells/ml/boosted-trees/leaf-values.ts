/** What decides the values of leaves and so the gain of splits. */
export interface LeafRules {
  readonly l1: number;
  readonly l2: number;
  /** Values of leaves keep to bounds: of monotone constraints, or of the loss. Else bounds need not be looked at. */
  readonly isBounded: boolean;
}

/** Bounds on the value of a leaf, before the learning rate. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** The gradient less the L1 penalty, not past zero. */
export function shrink(gradient: number, l1: number): number {
  if (l1 === 0) return gradient;
  return gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0;
}

/** The value that lowers the loss most: −G / (H + λ), with the L1 penalty, within the bounds (Chen and Guestrin 2016, eq. 5). */
export function leafValue(
  gradient: number,
  hessian: number,
  { l1, l2, isBounded }: LeafRules,
  bounds: Bounds,
): number {
  const curvature = hessian + l2;
  const value = curvature > 0 ? -shrink(gradient, l1) / curvature : 0;
  return isBounded ? Math.min(Math.max(value, bounds.lower), bounds.upper) : value;
}

/** Twice the fall of the loss that a leaf of that value brings: −(2 G w + (H + λ) w²); G² / (H + λ) at the best value. */
export function leafGain(gradient: number, hessian: number, value: number, { l1, l2 }: LeafRules): number {
  return -(2 * shrink(gradient, l1) * value + (hessian + l2) * value * value);
}
