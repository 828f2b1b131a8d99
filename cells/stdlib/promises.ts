/** `Promises`: what older Observable notebooks wait with. Times are milliseconds. */

export function delay<T>(duration: number, value?: T): Promise<T | undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(value), duration));
}

/** At the next multiple of `duration`, as clocks tick. */
export function tick<T>(duration: number, value?: T): Promise<T | undefined> {
  return when(Math.ceil((Date.now() + 1) / duration) * duration, value);
}

const longest = 0x7fffffff;

/** At a time, a date or milliseconds since 1970. */
export async function when<T>(time: number | Date, value?: T): Promise<T | undefined> {
  const wait = Number(time) - Date.now();
  if (wait > longest) throw new Error('That is more than 24 days away: too long to wait for in a cell.');
  if (wait > 0) await delay(wait);
  return value;
}
