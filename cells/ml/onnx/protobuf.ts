/**
 * Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as far as ONNX files use it. Bytes come from anywhere: every
 * length is checked against what is there, and nothing is copied.
 */

export type Field =
  | { readonly number: number; readonly value: bigint; readonly bytes?: undefined }
  | { readonly number: number; readonly bytes: Uint8Array; readonly value?: undefined };

const unknown = () =>
  new Error('The file holds a field of an unknown kind: it is not an ONNX model, or damaged.');
const truncated = () => new Error('The file ends in the middle of a field: it is truncated or damaged.');

/**
 * The fields of one message, in the order of the file; those numbered `wanted` where told, as a hostile message may have as many fields as
 * bytes. Fixed-width numbers are given as their bytes.
 * @throws Error in words where the bytes are no such message
 */
export function* readFields(message: Uint8Array, ...wanted: readonly number[]): Generator<Field> {
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw truncated();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new Error('A number in the file is longer than 64 bits: it is damaged.');
  };
  const take = (length: number): Uint8Array => {
    if (length > message.byteLength - at) throw truncated();
    at += length;
    return message.subarray(at - length, at);
  };
  const skipVarint = () => {
    for (let length = 0; length < 10; length++) {
      const byte = message[at++];
      if (byte === undefined) throw truncated();
      if (byte < 128) return;
    }
    throw new Error('A number in the file is longer than 64 bits: it is damaged.');
  };
  while (at < message.byteLength) {
    const short = message[at] ?? 0;
    const tag = short < 128 ? short : Number(readVarint());
    if (short < 128) at++;
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wanted.length > 0 && !wanted.includes(number)) {
      if (wire === 0) skipVarint();
      else if (wire === 2) take(Number(readVarint()));
      else if (wire === 1 || wire === 5) take(wire === 1 ? 8 : 4);
      else throw unknown();
    } else if (wire === 0) yield { number, value: readVarint() };
    else if (wire === 2) yield { number, bytes: take(Number(readVarint())) };
    else if (wire === 1) yield { number, bytes: take(8) };
    else if (wire === 5) yield { number, bytes: take(4) };
    else throw unknown();
  }
}

/** The whole numbers of a repeated field, packed or not: those of one occurrence. */
export function* readIntegers({ value, bytes }: Field): Generator<bigint> {
  if (value !== undefined) {
    yield BigInt.asIntN(64, value);
    return;
  }
  let number = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    number |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte < 128) {
      yield BigInt.asIntN(64, number);
      number = 0n;
      shift = 0n;
    } else if (shift > 63n) throw new Error('A number in the file is longer than 64 bits: it is damaged.');
  }
}

const decoder = new TextDecoder();
/** A text, cut at `most` bytes. */
export const readText = (bytes: Uint8Array | undefined, most = 1000): string =>
  decoder.decode(bytes?.subarray(0, most));

/** One field of bytes, or of a whole number. */
export function writeField(number: number, value: Uint8Array | number): Uint8Array {
  const tag = varint(number * 8 + (typeof value === 'number' ? 0 : 2));
  if (typeof value === 'number') return concatenate([tag, varint(value)]);
  return concatenate([tag, varint(value.byteLength), value]);
}

/** A field as it was read, written again. Fields of fixed width are not. */
export const writeRead = ({ number, bytes, value }: Field): Uint8Array =>
  bytes === undefined
    ? concatenate([bigVarint(BigInt(number) * 8n), bigVarint(value)])
    : writeField(number, bytes);

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

const varint = (value: number) => bigVarint(BigInt(value));

function bigVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}
