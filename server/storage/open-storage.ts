import { join } from 'node:path';
import type { Config } from '../config';
import type { Log } from '../log';
import { createDiskStorage } from './disk';
import type { Storage } from './storage';

/** The storage that the settings name. The client of S3 is loaded only where it is wanted. */
export async function openStorage(
  config: Pick<Config, 'dataFolder' | 'storage' | 'copiesBytes'>,
  log: Log,
): Promise<Storage> {
  const { storage: place, dataFolder, copiesBytes } = config;
  if (!place) return createDiskStorage(join(dataFolder, 'files'));
  const { createS3Storage } = await import('./s3');
  return createS3Storage({ place, copiesFolder: join(dataFolder, 'copies'), copiesBytes, log });
}
