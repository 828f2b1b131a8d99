import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors';

/**
 * The key that signs data addresses: made once, kept in the data folder, readable by its owner only. Processes that share the
 * folder may ask at the same moment and get the same: the file appears whole.
 */
export function readOrCreateSecret(dataFolder: string): string {
  const file = join(dataFolder, 'secret');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new AppError(
      'bad_request',
      `${file} is damaged: it must hold 32 characters or more. Delete it, and start again: a new one is made.`,
    );
  return secret;
}
