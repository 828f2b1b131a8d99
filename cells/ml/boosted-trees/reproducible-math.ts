/**
 * exp and log by + − × ÷ alone, so that they give the same bits in every engine: `Math.exp` and `Math.log` may differ in the last
 * one, and a split that is decided by it would grow another tree. After fdlibm's `e_exp.c` and `e_log.c` (Sun Microsystems, 1993);
 * errors below 1 ulp.
 */

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const inverseLn2 = Math.LOG2E;

/** 2^k for k from −1022 to 1023, at k + 1022. */
const powers = (() => {
  const all = new Float64Array(2046);
  all[1022] = 1;
  for (let k = 1; k <= 1023; k++) all[1022 + k] = (all[1021 + k] ?? 0) * 2;
  for (let k = 1; k <= 1022; k++) all[1022 - k] = (all[1023 - k] ?? 0) / 2;
  return all;
})();

/** 2^k, exactly; |k| ≤ 1022. */
export const twoToThe = (k: number): number => powers[k + 1022] ?? Number.NaN;

export function exp(x: number): number {
  if (x > 709.78) return x > 709.782712893384 ? Number.POSITIVE_INFINITY : exp(x - 1) * Math.E;
  if (x < -708) return x < -745.2 ? 0 : exp(x + 60) * 8.75651076269652e-27;
  if (Number.isNaN(x)) return x;
  const k = Math.trunc(x * inverseLn2 + (x < 0 ? -0.5 : 0.5));
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k === 1024 ? y * 2 * twoToThe(1023) : y * twoToThe(k);
}

const bits = new DataView(new ArrayBuffer(8));

export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 2.2250738585072014e-308) return log(x * twoToThe(54)) - 54 * ln2High - 54 * ln2Low;
  bits.setFloat64(0, x);
  const word = bits.getUint32(0);
  let k = (word >>> 20) - 1023;
  bits.setUint32(0, (word & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + even + odd) + k * ln2Low) - f);
}

/** 1 / (1 + e⁻ˣ). */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + log(1 + exp(-x)) : log(1 + exp(x));
}
