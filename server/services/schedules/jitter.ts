import { createHash } from 'node:crypto';

/** How many milliseconds after its due time a run begins: always the same for the same schedule and time, 0 to `seconds`. */
export function jitterOf(scheduleId: string, dueAt: Date, seconds: number): number {
  if (seconds <= 0) return 0;
  const hash = createHash('sha256').update(`${scheduleId} ${dueAt.toISOString()}`).digest();
  return Math.floor((hash.readUInt32BE(0) / 2 ** 32) * seconds * 1000);
}
