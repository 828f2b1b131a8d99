import { createHash } from 'node:crypto';
import type { Context } from '../../context';

/** Windows of the log that notebooks read: `prediction-windows/<ms since 1970>-<name of what is in it>.duckdb`. */
const prefix = 'prediction-windows/';
/** Links to them live as long. */
const keptMs = 2 * 60 * 60_000;
/** One this young is given again where nothing has come since: whoever gets it may read it for an hour. */
const givenAgainMs = 60 * 60_000;

const madeAt = (key: string): number => Number(key.slice(prefix.length).split('-')[0]);

export const keyOfWindow = (contents: string): string => `${prefix}${Date.now()}-${contents}.duckdb`;

export const nameContents = (of: unknown): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24);

/** A window of these contents that was written a while ago: who follows a log asks every ten seconds, mostly for nothing new. */
export async function findWindow(
  { storage }: Pick<Context, 'storage'>,
  contents: string,
): Promise<string | undefined> {
  const keys = (await storage.listKeys(prefix)).map(({ key }) => key);
  return keys.find((key) => key.endsWith(`-${contents}.duckdb`) && Date.now() - madeAt(key) < givenAgainMs);
}

/** @param kept milliseconds; 0 where what is in them was erased */
export async function removeWindows({ storage }: Pick<Context, 'storage'>, kept = keptMs): Promise<void> {
  for (const { key } of await storage.listKeys(prefix))
    if (!(Date.now() - madeAt(key) < kept)) await storage.removeKey(key);
}
