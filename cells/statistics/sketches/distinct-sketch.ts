import { readBytes } from './bytes';
import { hashValue } from './hash-value';

export interface DistinctSketch {
  /** 2^precision registers; the standard error is 1.04 / √(2^precision) of the number: 1.6 % at 12. */
  readonly precision: number;
  add(value: number | string): void;
  /** Another sketch's values, as if they had been added here. @throws Error for another precision */
  merge(other: DistinctSketch): void;
  /** About how many different values were added. */
  estimate(): number;
  /** One byte each. */
  readonly registers: Uint8Array;
}

const format = 1;
/** Bits of the hash behind those that choose the register; ranks go from 1 to this + 1. */
const rankBits = (precision: number): number => 64 - precision;

/**
 * HyperLogLog (Flajolet et al. 2007) with 64-bit hashes, estimated by Ertl's improved raw estimator (2017), which is right from one value to
 * billions without tables. Merged sketches equal the sketch of the whole, byte for byte.
 */
export function createDistinctSketch(precision = 12): DistinctSketch {
  if (!(Number.isInteger(precision) && precision >= 4 && precision <= 16))
    throw new Error(
      `The precision of a sketch of distinct values is a whole number from 4 to 16, not ${precision}.`,
    );
  return sketchOf(precision, new Uint8Array(2 ** precision));
}

function sketchOf(precision: number, registers: Uint8Array): DistinctSketch {
  return {
    precision,
    registers,
    add(value) {
      const [high, low] = hashValue(value);
      const register = high >>> (32 - precision);
      const rest = (high << precision) >>> 0;
      // Leading zeros of what is left of the high word, then of the low one.
      const zeros = rest === 0 ? 32 - precision + Math.clz32(low) : Math.clz32(rest);
      const rank = zeros + 1;
      if (rank > (registers[register] ?? 0)) registers[register] = rank;
    },
    merge(other) {
      if (other.precision !== precision)
        throw new Error(`Sketches of precision ${precision} and ${other.precision} cannot be merged.`);
      other.registers.forEach((rank, i) => {
        if (rank > (registers[i] ?? 0)) registers[i] = rank;
      });
    },
    estimate: () => estimateDistinct(registers, rankBits(precision)),
  };
}

/** Algorithm 6 of Ertl 2017. */
function estimateDistinct(registers: Uint8Array, bits: number): number {
  const m = registers.length;
  const counts = new Float64Array(bits + 2);
  for (const rank of registers) counts[rank] = (counts[rank] ?? 0) + 1;
  let z = m * tau(1 - (counts[bits + 1] ?? 0) / m);
  for (let k = bits; k >= 1; k--) z = (z + (counts[k] ?? 0)) / 2;
  z += m * sigma((counts[0] ?? 0) / m);
  return m ** 2 / (2 * Math.LN2 * z);
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z, before] = [share, 1, share, -1];
  while (z !== before) {
    x *= x;
    before = z;
    z += x * y;
    y *= 2;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z, before] = [share, 1, 1 - share, -1];
  while (z !== before) {
    x = Math.sqrt(x);
    before = z;
    y /= 2;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** Bytes of format 1: each register that is set with its place while those are few, else all registers. */
export function serializeDistinctSketch({ precision, registers }: DistinctSketch): Uint8Array {
  const set = Array.from(registers.keys()).filter((i) => registers[i]);
  const isSparse = 3 * set.length < registers.length;
  if (!isSparse) return Uint8Array.from([format, precision, 0, ...registers]);
  const bytes = new Uint8Array(7 + 3 * set.length);
  const view = new DataView(bytes.buffer);
  bytes.set([format, precision, 1]);
  view.setUint32(3, set.length, true);
  set.forEach((place, i) => {
    view.setUint16(7 + 3 * i, place, true);
    view.setUint8(9 + 3 * i, registers[place] ?? 0);
  });
  return bytes;
}

/** @throws Error in words when the bytes are damaged, or of a later format */
export function parseDistinctSketch(bytes: Uint8Array): DistinctSketch {
  const read = readBytes(bytes, 'sketch of distinct values');
  const found = read.uint8();
  if (found !== format)
    throw new Error(`The sketch of distinct values has format ${found}; this version reads ${format}.`);
  const sketch = createDistinctSketch(read.uint8());
  const { registers, precision } = sketch;
  const isSparse = read.uint8() === 1;
  const entries = isSparse ? read.uint32() : registers.length;
  for (let i = 0; i < entries; i++) {
    const place = isSparse ? read.uint16() : i;
    const rank = read.uint8();
    if (place >= registers.length || rank > rankBits(precision) + 1)
      throw new Error('The sketch of distinct values holds a rank that cannot be: it is damaged.');
    registers[place] = rank;
  }
  read.end();
  return sketch;
}
