import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config';
import { AppError } from '../errors';

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
  if (places.packaged) {
    const { dataFolder } = config;
    const unpacked = unpacking.get(dataFolder) ?? unpackChromium(dataFolder);
    unpacking.set(dataFolder, unpacked);
    unpacked.catch(() => unpacking.delete(dataFolder)); // the next who asks tries again
    return unpacked;
  }
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

/** By folder: who comes second waits for the file to be whole. Of one process, like the variables that unpacking sets. */
const unpacking = new Map<string, Promise<Chromium>>();

/**
 * The package chooses its libraries and folders by variables of its process when it is loaded. They are set for that moment only,
 * so that no other child process inherits its libraries; the browser gets what it needs through its own environment. Its arguments are
 * left out: they are for AWS Lambda, run everything in one process and switch the walls between sites off.
 */
async function unpackChromium(dataFolder: string): Promise<Chromium> {
  const folder = join(dataFolder, 'chromium');
  const fonts = join(folder, 'fontconfig');
  await mkdir(fonts, { recursive: true, mode: 0o700 });
  // The fonts.conf of the package names /tmp/fonts, which is not where a private folder has them.
  await writeFile(
    join(fonts, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fontconfig-cache</cachedir></fontconfig>`,
  );
  const names = ['TMPDIR', 'AWS_LAMBDA_JS_RUNTIME', 'FONTCONFIG_PATH', 'LD_LIBRARY_PATH', 'HOME'] as const;
  const before = new Map(names.map((name) => [name, process.env[name]]));
  try {
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
    process.env.FONTCONFIG_PATH = fonts;
    const { default: packaged } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath();
    return {
      path,
      environment: {
        TMPDIR: folder,
        FONTCONFIG_PATH: fonts,
        LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '',
      },
      isPublic: false,
    };
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'No browser was found to run notebooks in, and the one that comes along could not be unpacked. Install Chromium or Chrome, or set CHROME_PATH to one, and run this again.',
      { cause },
    );
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
