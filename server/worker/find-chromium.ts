import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config';
import { AppError } from '../errors';
import { unpackChromium } from './unpack-chromium';

export interface Chromium {
  readonly path: string;
  /** Added to the environment of the browser only. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether another user of this machine can read its files. */
  readonly isPublic: boolean;
}

const systemPaths: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The first browser there is: `CHROME_PATH`, the system's, else the one from npm (Linux on x64 only; unpacked into the data folder at its
 * first use). Throws AppError unavailable when there is none.
 */
export async function findChromium(
  config: Pick<Config, 'chromePath' | 'dataFolder'>,
  places = { systemPaths, packaged: process.platform === 'linux' && process.arch === 'x64' },
): Promise<Chromium> {
  for (const path of [config.chromePath, ...places.systemPaths])
    if (path && (await isExecutable(path))) return { path, environment: {}, isPublic: true };
  if (places.packaged)
    return { ...(await unpackChromium(join(config.dataFolder, 'chromium'))), isPublic: false };
  throw new AppError(
    'unavailable',
    `No browser was found to run notebooks in${config.chromePath ? ` (CHROME_PATH is ${config.chromePath}, which cannot be run)` : ''}. Install Chromium or Chrome, or set CHROME_PATH to one, and run this again.`,
  );
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
