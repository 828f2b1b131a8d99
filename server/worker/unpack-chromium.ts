import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { AppError } from '../errors';
import { isBrowserFolder, makeBrowserFolder, sweepBrowserFolders } from './browser-folder';
import type { Chromium } from './find-chromium';

/** Of what is unpacked at a time, bytes: 190 MB come out. */
const chunkSize = 2 ** 20;

/** By folder: who comes second waits for the first. */
const unpacking = new Map<string, Promise<Unpacked>>();

type Unpacked = Pick<Chromium, 'path' | 'environment'>;

/**
 * The browser from npm, unpacked into a folder of its version below `home` where it is not there yet. A version is there whole or not
 * at all: it gets its name when all of it is on the disk, so who is killed at it, or does the same beside it, spoils nothing. Throws
 * AppError unavailable.
 *
 * The package's own code is left alone: it takes a file that is half there for the whole, and chooses its folders by variables of the
 * process. So are its arguments, which are for AWS Lambda: they run everything in one process and switch the walls between sites off.
 */
export async function unpackChromium(home: string): Promise<Unpacked> {
  const unpacked = unpacking.get(home) ?? findOrUnpack(home);
  unpacking.set(home, unpacked);
  unpacked.catch(() => unpacking.delete(home)); // the next who asks tries again
  return unpacked;
}

async function findOrUnpack(home: string): Promise<Unpacked> {
  try {
    const packaged = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../..');
    const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8'));
    const folder = join(home, version);
    await mkdir(home, { recursive: true, mode: 0o700 });
    if (await exists(folder)) await sweepBrowserFolders(home);
    else await unpackInto(folder, join(packaged, 'bin'));
    return {
      path: join(folder, 'chromium'),
      environment: {
        FONTCONFIG_PATH: await configureFonts(folder),
        LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      },
    };
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'No browser was found to run notebooks in, and the one that comes along could not be unpacked. Install Chromium or Chrome, or set CHROME_PATH to one, and run this again.',
      { cause },
    );
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function unpackInto(folder: string, bin: string): Promise<void> {
  const home = dirname(folder);
  const former = (await readdir(home)).filter((name) => !isBrowserFolder(name));
  const begun = await makeBrowserFolder(home);
  try {
    const read = (name: string) => createReadStream(join(bin, name));
    await Promise.all([
      pipeline(
        read('chromium.br'),
        createBrotliDecompress({ chunkSize }),
        createWriteStream(join(begun, 'chromium'), { mode: 0o700, flush: true }),
      ),
      extractTo(begun, read('swiftshader.tar.br')),
      extractTo(join(begun, 'fonts'), read('fonts.tar.br')),
      extractTo(join(begun, 'al2023'), read('al2023.tar.br')),
    ]);
    await rename(begun, folder);
  } catch (error) {
    // Another process was first: it has the same.
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(begun, { recursive: true, force: true });
  }
  // Versions before it. Who still runs one goes on, and starts no new browser.
  for (const name of former) await rm(join(home, name), { recursive: true, force: true });
}

/** Plain files alone: what the package's archives hold. */
async function extractTo(folder: string, archive: Readable): Promise<void> {
  const entries = extract();
  const read = pipeline(archive, createBrotliDecompress({ chunkSize }), entries);
  for await (const entry of entries) {
    const path = join(folder, entry.header.name);
    if (entry.header.type === 'file') {
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path, { mode: 0o700, flush: true }));
    } else entry.resume();
  }
  await read;
}

/** The package's own settings name `/tmp/fonts`. Written at every start: the data folder may have moved. */
async function configureFonts(folder: string): Promise<string> {
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fontconfig-cache</cachedir></fontconfig>`;
  const file = join(folder, 'fonts.conf');
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    await writeFile(`${file}.${process.pid}`, text);
    await rename(`${file}.${process.pid}`, file);
  }
  return folder;
}
