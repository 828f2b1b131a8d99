export interface Quadrature {
  /** Rising, each strictly between 0 and 1. */
  readonly points: Float64Array;
  /** Positive, of sum 1. */
  readonly weights: Float64Array;
}

const known = new Map<number, Quadrature>();

/**
 * Gauss–Legendre quadrature on [0, 1] with `count` points: exact for polynomials of degree 2·count − 1. Zeros of the Legendre
 * polynomial by Newton's method from Tricomi's estimate (Abramowitz & Stegun 25.4.29).
 */
export function legendre(count: number): Quadrature {
  const made = known.get(count) ?? makeLegendre(count);
  known.set(count, made);
  return made;
}

function makeLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let turn = 0; turn < 100; turn++) {
      const [value, derivative] = legendrePolynomial(count, x);
      slope = derivative;
      const step = value / derivative;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    points[count - 1 - i] = (1 + x) / 2;
    weights[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/** Value and derivative at x, |x| < 1, by the recurrence of Bonnet. */
function legendrePolynomial(degree: number, x: number): [number, number] {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++)
    [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  return [value, (degree * (x * value - before)) / (x * x - 1)];
}
