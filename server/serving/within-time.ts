import { AppError } from '../errors';

/** @throws AppError timed_out when `work` takes longer; it goes on, for nobody */
export async function withinTime<T>(work: Promise<T>, milliseconds: number | null, name: string): Promise<T> {
  if (milliseconds === null) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new AppError(
          'timed_out',
          `${name} did not answer within ${milliseconds} ms, which is its limit. Send fewer rows, or try again.`,
          { retryAfter: 1 },
        ),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
