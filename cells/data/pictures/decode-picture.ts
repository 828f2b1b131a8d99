import { decode as decodeJpeg } from 'jpeg-js';
import { decodePng } from './decode-png';
import { readPictureHeader } from './picture-header';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Row-major height × width × 3, red, green and blue of 0 to 255; transparent parts on white. */
  readonly data: Uint8Array;
}

/** A picture of more pixels is refused: decoding takes about ten bytes for each. */
export const mostPixels = 24_000_000;

/**
 * Decodes a PNG or JPEG in plain JavaScript, so that the same bytes give the same pixels in tab, worker and server. Orientation marks
 * and colour profiles are not applied.
 * @throws Error in words when it is another file, too large or damaged
 */
export function decodePicture(bytes: Uint8Array): Pixels {
  const header = readPictureHeader(bytes);
  if (!header) throw new Error('The bytes are no picture: PNG and JPEG are read.');
  if (header.format === 'webp') throw new Error('The picture is WebP: PNG and JPEG are read.');
  const { format, width, height } = header;
  if (width * height > mostPixels)
    throw new Error(`The picture has ${width} × ${height} pixels: ${mostPixels / 1e6} million are the most.`);
  try {
    return format === 'png' ? decodePng(bytes) : fromJpeg(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The picture (${format.toUpperCase()}, ${width} × ${height}) is damaged: ${reason}`, {
      cause,
    });
  }
}

function fromJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = decodeJpeg(bytes, {
    ...{ useTArray: true, formatAsRGBA: false, tolerantDecoding: false },
    ...{ maxResolutionInMP: mostPixels / 1e6, maxMemoryUsageInMB: 512 },
  });
  return { width, height, data };
}
