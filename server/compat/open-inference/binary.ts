import { AppError } from '../../errors';

/**
 * Triton's binary extension: tensors follow the JSON as little-endian bytes, row-major; a text as its length (uint32) and its UTF-8.
 */
const widths = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP32: 4,
  FP64: 8,
} as const;
export type Datatype = keyof typeof widths | 'BYTES';

export const isDatatype = (name: string): name is Datatype => name === 'BYTES' || Object.hasOwn(widths, name);

/** @throws AppError bad_request when the bytes are no whole number of values */
export function readTensor(bytes: Uint8Array, datatype: Datatype): (number | string)[] {
  if (datatype === 'BYTES') return readTexts(bytes);
  const width = widths[datatype];
  if (bytes.byteLength % width !== 0)
    throw new AppError(
      'bad_request',
      `A tensor of ${datatype} has ${bytes.byteLength} bytes, which is no whole number of values.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[datatype];
  return Array.from({ length: bytes.byteLength / width }, (_, i) => read(view, i * width));
}

const readers: Readonly<Record<keyof typeof widths, (view: DataView, at: number) => number>> = {
  BOOL: (view, at) => view.getUint8(at),
  UINT8: (view, at) => view.getUint8(at),
  UINT16: (view, at) => view.getUint16(at, true),
  UINT32: (view, at) => view.getUint32(at, true),
  UINT64: (view, at) => Number(view.getBigUint64(at, true)),
  INT8: (view, at) => view.getInt8(at),
  INT16: (view, at) => view.getInt16(at, true),
  INT32: (view, at) => view.getInt32(at, true),
  INT64: (view, at) => Number(view.getBigInt64(at, true)),
  FP32: (view, at) => view.getFloat32(at, true),
  FP64: (view, at) => view.getFloat64(at, true),
};

function readTexts(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const start = at + 4;
    const end = start <= bytes.byteLength ? start + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.byteLength)
      throw new AppError('bad_request', 'A tensor of BYTES ends in the middle of a text.');
    texts.push(Buffer.from(bytes.subarray(start, end)).toString('utf8'));
    at = end;
  }
  return texts;
}

/** Numbers as FP64; `null` is NaN there, and an empty text here. */
export function writeTensor(
  values: readonly (number | string | null)[],
  element: 'number' | 'text',
): Uint8Array {
  if (element === 'number') {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    values.forEach((value, i) => {
      view.setFloat64(i * 8, typeof value === 'number' ? value : Number.NaN, true);
    });
    return new Uint8Array(view.buffer);
  }
  return Buffer.concat(
    values.map((value) => {
      const text = Buffer.from(String(value ?? ''));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return Buffer.concat([length, text]);
    }),
  );
}
