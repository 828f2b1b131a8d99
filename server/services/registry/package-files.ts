import { createHash } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import { parseManifest } from '@/cells/ml/manifest';
import type { PackageManifest } from '@/cells/ml/model';
import type { CommandContext, Context } from '../../context';
import { blobs } from '../../db/schema';
import { AppError } from '../../errors';

type Files = Readonly<Record<string, { hash: string; bytes: number }>>;

/** What a package says of itself: its stored `cellar.json`, checked. @throws AppError in words when it cannot be registered */
export async function readManifest(
  { storage }: Pick<Context, 'storage'>,
  files: Files,
): Promise<PackageManifest> {
  const file = files['cellar.json'];
  if (!file)
    throw new AppError(
      'unprocessable',
      'The package has no cellar.json. Run the training cell again, then promote.',
    );
  if (!(await storage.has(file.hash))) throw missingFile('cellar.json');
  const content =
    (await storage.size(file.hash)) > 4 * 1024 * 1024 ? undefined : await storage.readAll(file.hash);
  if (!content) throw new AppError('too_large', 'cellar.json of the package is larger than 4 MB.');
  if (createHash('sha256').update(content).digest('hex') !== file.hash)
    throw new AppError('unprocessable', 'cellar.json was damaged on the way. Promote again.');
  try {
    const manifest = parseManifest(content);
    const absent = manifest.weights.find((path) => !files[path]);
    if (absent) throw new Error(`The manifest names the weights ${absent}, which the package does not hold.`);
    return manifest;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('unprocessable', `This package cannot be registered: ${reason}`, { cause });
  }
}

/** Locks the blobs' rows, so that the collector cannot take one between this check and the reference to it. */
export async function requireBlobs(context: CommandContext, files: Files): Promise<void> {
  const hashes = [...new Set(Object.values(files).map((file) => file.hash))];
  const found = await context.db.select().from(blobs).where(inArray(blobs.hash, hashes)).for('share');
  const sizes = new Map(found.map((blob) => [blob.hash, blob.bytes]));
  for (const [path, file] of Object.entries(files)) {
    const bytes = sizes.get(file.hash);
    if (bytes === undefined) throw missingFile(path);
    if (bytes !== file.bytes)
      throw new AppError(
        'unprocessable',
        `The file ${path} has ${bytes} bytes, not the ${file.bytes} that were announced.`,
      );
  }
}

const missingFile = (path: string) =>
  new AppError(
    'conflict',
    `The file ${path} of the package has not arrived. Promote again: what arrived is not sent twice.`,
  );
