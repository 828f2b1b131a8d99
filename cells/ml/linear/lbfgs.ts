/** A smooth function to make small: gives its value at a point and writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Ends when no component of the gradient is larger. */
  readonly tolerance: number;
  /** Called after each step; false ends there, with the best point so far. */
  readonly onStep?: (step: number, value: number) => boolean | Promise<boolean>;
}

const memory = 10;

/**
 * L-BFGS (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithm 7.4 and 7.5) with ten pairs and a backtracking line search
 * under Armijo's condition; a pair that would lose positive curvature is not kept. The function never rises, so the last point is the best.
 */
export async function minimize(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions,
): Promise<Float64Array> {
  let point = Float64Array.from(start);
  let gradient = new Float64Array(start.length);
  let value = objective(point, gradient);
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];

  for (let step = 1; step <= options.maxIterations && largest(gradient) > options.tolerance; step++) {
    const direction = descend(gradient, pairs);
    let slope = dot(direction, gradient);
    if (slope >= 0) {
      direction.set(gradient.map((g) => -g));
      slope = -dot(gradient, gradient);
      pairs.length = 0;
    }
    const next = new Float64Array(point.length);
    const nextGradient = new Float64Array(point.length);
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let nextValue = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 40; tries++, length /= 2) {
      for (let i = 0; i < next.length; i++) next[i] = at(point, i) + length * at(direction, i);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break; // no step of any length goes down: this is the bottom, to the digits there are

    const s = next.map((v, i) => v - at(point, i));
    const y = nextGradient.map((v, i) => v - at(gradient, i));
    const curvature = dot(s, y);
    if (curvature > 1e-10 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    point = next;
    gradient = nextGradient;
    value = nextValue;
    if ((await options.onStep?.(step, value)) === false) break;
  }
  return point;
}

/** −H·g by the two-loop recursion. */
function descend(
  gradient: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    addScaled(q, y, -alpha);
  }
  const newest = pairs[pairs.length - 1];
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.y, newest.y));
    for (let i = 0; i < q.length; i++) q[i] = at(q, i) * scale;
  }
  for (const { s, y, rho } of pairs) addScaled(q, s, (alphas.pop() ?? 0) - rho * dot(y, q));
  return q;
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = at(target, i) + factor * at(other, i);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function at(values: Float64Array, index: number): number {
  return values[index] as number; // loops stay below the length
}
