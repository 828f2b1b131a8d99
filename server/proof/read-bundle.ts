import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { filesOfSlice } from '@/cells/document/files-of-slice';
import { AppError } from '../errors';
import { openStatement, type Statement, sliceFile } from '../services/registry';

/** A bundle whose every file is what its signed statement says. */
export interface Bundle {
  readonly statement: Statement;
  /** Of the key that signed. */
  readonly fingerprint: string;
  /** Path in the package → where it lies now. */
  readonly files: ReadonlyMap<string, string>;
  /** Source files of the data, by SHA-256. */
  readonly data: ReadonlyMap<string, string>;
  /** The files that the slice reads, by SHA-256, as far as its version held them. */
  readonly beside: ReadonlyMap<string, string>;
}

const mostEntries = 2000;
/** Unpacked, all together: as much as a bundle may be made of, and not what an archive claims. */
const mostBytes = 2.5 * 1024 ** 3;

interface Unpacked {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Unpacks the bundle at `archive` into `folder` (empty) and checks the signature and the hash of each file; nothing in it is run.
 * Files are written under numbers, so a name in the archive names no file here. `trusted` is the fingerprint that the signing
 * key must have; without it the key that came along is used, which shows that nothing changed, not who signed.
 * @throws AppError unprocessable that names what is wrong
 */
export async function readBundle(archive: string, folder: string, trusted?: string): Promise<Bundle> {
  const entries = await unpack(archive, folder);
  const read = async (name: string) => {
    const entry = entries.get(name);
    if (!entry)
      throw new AppError('unprocessable', `This is no bundle of a model version: it has no ${name}.`);
    return readFile(entry.path, 'utf8');
  };
  const { statement, fingerprint } = openStatement(
    parse(await read('statement.json')),
    await read('signing-key.pem'),
  );
  if (trusted !== undefined && fingerprint !== trusted)
    throw new AppError(
      'unprocessable',
      `Another key signed this: ${fingerprint}, not ${trusted}. Ask its workspace for a new bundle, or check the fingerprint you were given.`,
    );
  const claimed = new Map<string, string>([
    ...statement.subject.map(({ name, digest }) => [`package/${name}`, digest.sha256] as const),
    ...statement.predicate.data.map(({ sha256 }) => [`data/${sha256}`, sha256] as const),
  ]);
  for (const [name, sha256] of claimed) {
    const entry = entries.get(name);
    if (!entry) throw new AppError('unprocessable', `${name} is missing from the bundle.`);
    if (entry.sha256 !== sha256)
      throw new AppError(
        'unprocessable',
        `${name} was changed: its SHA-256 is ${entry.sha256}, and ${sha256} was signed.`,
      );
  }
  // The slice lists them by hash, and the slice was signed.
  const slice = entries.get(`package/${sliceFile}`);
  for (const hash of filesOfSlice(slice ? await readFile(slice.path, 'utf8') : '').keys()) {
    const entry = entries.get(`files/${hash}`);
    if (!entry) continue;
    claimed.set(`files/${hash}`, hash);
    if (entry.sha256 !== hash)
      throw new AppError('unprocessable', `files/${hash} was changed: its SHA-256 is ${entry.sha256}.`);
  }
  for (const name of entries.keys())
    if (!claimed.has(name) && name !== 'statement.json' && name !== 'signing-key.pem')
      throw new AppError('unprocessable', `${name} was put into the bundle: nobody signed it.`);
  const below = (prefix: string) =>
    new Map(
      [...entries].flatMap(([name, { path }]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), path] as const] : [],
      ),
    );
  return { statement, fingerprint, files: below('package/'), data: below('data/'), beside: below('files/') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('unprocessable', 'statement.json of the bundle is not JSON.');
  }
}

/** yauzl refuses absolute paths, `..` and entries that claim another size than they have. */
async function unpack(archive: string, folder: string): Promise<Map<string, Unpacked>> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false }).catch((cause) => {
    throw damaged(cause);
  });
  try {
    if (zip.entryCount > mostEntries)
      throw new AppError(
        'unprocessable',
        `The archive has ${zip.entryCount} files; a bundle has ${mostEntries} at most.`,
      );
    const entries = new Map<string, Unpacked>();
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue; // a folder: other programs write them
      if (entries.has(entry.fileName))
        throw new AppError('unprocessable', `The archive has ${entry.fileName} twice.`);
      bytes += entry.uncompressedSize;
      if (bytes > mostBytes)
        throw new AppError(
          'too_large',
          'The archive would unpack to more than 2.5 GB, and was not unpacked.',
        );
      const path = join(folder, String(entries.size));
      entries.set(entry.fileName, { path, sha256: await write(zip, entry, path) });
    }
    return entries;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw damaged(cause);
  } finally {
    zip.close();
  }
}

const damaged = (cause: unknown) =>
  new AppError(
    'unprocessable',
    `The archive cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    { cause },
  );

async function write(zip: ZipFile, entry: Entry, path: string): Promise<string> {
  const content = await zip.openReadStreamPromise(entry);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(content, hashing, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return hash.digest('hex');
}
