/** Reads numbers one after another; what ends too early is damaged. */
export interface ByteReader {
  uint8(): number;
  uint16(): number;
  uint32(): number;
  float32(): number;
  float64(): number;
  /** @throws Error when something is left */
  end(): void;
}

/** Little-endian. @throws Error in words, from each read, when the bytes end too early */
export function readBytes(bytes: Uint8Array, what: string): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length)
      throw new Error(`The ${what} ends after ${bytes.length} bytes, too early: it is damaged.`);
    at += length;
    return at - length;
  };
  return {
    uint8: () => view.getUint8(take(1)),
    uint16: () => view.getUint16(take(2), true),
    uint32: () => view.getUint32(take(4), true),
    float32: () => view.getFloat32(take(4), true),
    float64: () => view.getFloat64(take(8), true),
    end() {
      if (at < bytes.length)
        throw new Error(`The ${what} has ${bytes.length - at} bytes too many: it is damaged.`);
    },
  };
}
