export type PictureFormat = 'png' | 'jpeg' | 'webp';

export interface PictureHeader {
  readonly format: PictureFormat;
  /** Pixels, as the file says. */
  readonly width: number;
  readonly height: number;
}

/** What a file is by its first bytes, whatever its name says. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP') return 'webp';
  return undefined;
}

/** Format and size of a picture, without decoding it; undefined where the bytes are none, or too few to say. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const format = pictureFormat(bytes);
  const size = format && readers[format](bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  return size && size.width > 0 && size.height > 0 ? { format, ...size } : undefined;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const readers: Readonly<Record<PictureFormat, (bytes: Uint8Array, view: DataView) => Size | undefined>> = {
  png: (bytes, view) =>
    bytes.length >= 33 && ascii(bytes, 12) === 'IHDR'
      ? { width: view.getUint32(16), height: view.getUint32(20) }
      : undefined,
  jpeg: readJpegSize,
  webp: readWebpSize,
};

/** Walks the segments to the frame header (SOF0 to SOF15 but DHT, JPG and DAC). */
function readJpegSize(bytes: Uint8Array, view: DataView): Size | undefined {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // fill bytes
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function readWebpSize(bytes: Uint8Array, view: DataView): Size | undefined {
  if (bytes.length < 30) return undefined;
  switch (ascii(bytes, 12)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
      };
    default:
      return undefined;
  }
}

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, i) => bytes[i] === byte);

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
