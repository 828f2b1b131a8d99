import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Log, silentLog } from '../log';
import { parseStorageUrl, type S3Place } from '../storage-url';
import { createDiskStorage } from './disk';
import { createS3Storage } from './s3';
import type { Storage } from './storage';

/** The S3 server that tests may use, with a bucket in its path; its key is in the environment. */
export const testStorageUrl = process.env.TEST_STORAGE_URL || undefined;

/** A place of its own on the S3 server for tests, in a bucket that is there. */
export async function makeTestPlace(url: string): Promise<S3Place> {
  const place = parseStorageUrl(url, process.env);
  const client = new S3Client({
    region: place.region,
    endpoint: place.endpoint,
    forcePathStyle: place.pathStyle,
  });
  await client.send(new CreateBucketCommand({ Bucket: place.bucket })).catch((error: unknown) => {
    // Of an earlier test.
    if (!(error instanceof Error && error.name.startsWith('BucketAlready'))) throw error;
  });
  client.destroy();
  return { ...place, prefix: `${place.prefix}${randomBytes(6).toString('hex')}/` };
}

export const toStorageUrl = ({ bucket, prefix, endpoint, region, pathStyle }: S3Place): string =>
  `s3://${bucket}/${prefix}?${new URLSearchParams({ ...(endpoint && { endpoint }), region, pathStyle: String(pathStyle) })}`;

export interface TestStorage {
  readonly storage: Storage;
  readonly folder: string;
  close(): Promise<void>;
}

/** Every storage that can be had here: on disk always, on S3 where TEST_STORAGE_URL names a server. */
export const testStorages: readonly { name: string; open(): Promise<TestStorage> }[] = [
  { name: 'disk', open: () => inFolder((folder) => createDiskStorage(join(folder, 'files'))) },
  ...(testStorageUrl
    ? [{ name: 'S3', open: async () => openTestS3(await makeTestPlace(testStorageUrl)) }]
    : []),
];

export const openTestS3 = (place: S3Place, options: { copiesBytes?: number; log?: Log } = {}) =>
  inFolder((folder) =>
    createS3Storage({
      place,
      copiesFolder: join(folder, 'copies'),
      copiesBytes: options.copiesBytes ?? 1024 ** 3,
      log: options.log ?? silentLog,
    }),
  );

async function inFolder(open: (folder: string) => Promise<Storage>): Promise<TestStorage> {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-storage-'));
  return {
    storage: await open(folder),
    folder,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
