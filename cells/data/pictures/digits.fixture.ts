import { readFileSync } from 'node:fs';
import { deflateSync, gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { decodePicture } from './decode-picture';
import type { PictureCodec } from './picture-table';

export interface Digit {
  readonly label: number;
  /** 8 × 8 greys of 0 to 255. */
  readonly greys: Uint8Array;
}

/**
 * The 1,797 handwritten digits of scikit-learn's `load_digits`: the test part of “Optical Recognition of Handwritten Digits” (Alpaydin and
 * Kaynak, UCI Machine Learning Repository 1998, CC BY 4.0). For each, its label and 64 values of 0 to 16.
 */
export function readDigits(count = 1797): Digit[] {
  const bytes = gunzipSync(readFileSync('tests/fixtures/digits.bin.gz'));
  return Array.from({ length: count }, (_, i) => ({
    label: bytes[i * 65] ?? 0,
    greys: Uint8Array.from(bytes.subarray(i * 65 + 1, (i + 1) * 65), (value) =>
      Math.round((value * 255) / 16),
    ),
  }));
}

/** Greys as a PNG of 8 bits, without filters. */
export function writePng(greys: Uint8Array, width: number): Uint8Array {
  const height = greys.length / width;
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) lines.set(greys.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(
    Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Digits as a zip, one folder a digit. */
export const zipDigits = (digits: readonly Digit[]): Uint8Array =>
  zipSync(
    Object.fromEntries(
      digits.map(({ label, greys }, i) => [
        `digits/${label}/${String(i).padStart(4, '0')}.png`,
        writePng(greys, 8),
      ]),
    ),
    { level: 0, mtime: '2000-01-01' },
  );

/** What a browser decodes, by our own decoder. */
export const nodeCodec: PictureCodec = {
  async decodes(bytes) {
    try {
      decodePicture(bytes);
      return true;
    } catch {
      return false;
    }
  },
  toPng: () => Promise.reject(new Error('Node has no WebP decoder here.')),
};
