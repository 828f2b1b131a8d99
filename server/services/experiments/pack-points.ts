import type { MetricPoint } from '@/cells/tracking/metric-point';

type Point = Omit<MetricPoint, 'key'>;

/** A chunk stays in its row, out of the side table for large values (2 KB): docs/decisions/090 has the figures. */
export const pointsPerChunk = 64;
const bytesPerPoint = 24;

/** Each point as three little-endian doubles: step, timestamp, value. Steps and times are whole numbers below 2^53, so exact. */
export function packPoints(points: readonly Point[]): Uint8Array {
  const packed = new DataView(new ArrayBuffer(points.length * bytesPerPoint));
  points.forEach(({ step, timestamp, value }, index) => {
    packed.setFloat64(index * bytesPerPoint, step, true);
    packed.setFloat64(index * bytesPerPoint + 8, timestamp, true);
    packed.setFloat64(index * bytesPerPoint + 16, value, true);
  });
  return new Uint8Array(packed.buffer);
}

export function unpackPoints(packed: Uint8Array): Point[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.byteLength / bytesPerPoint }, (_, index) => ({
    step: view.getFloat64(index * bytesPerPoint, true),
    timestamp: view.getFloat64(index * bytesPerPoint + 8, true),
    value: view.getFloat64(index * bytesPerPoint + 16, true),
  }));
}
