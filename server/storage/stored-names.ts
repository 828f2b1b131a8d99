import { AppError } from '../errors';

/** The name of a blob: its sha256. @throws AppError bad_request */
export function checkHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new AppError('bad_request', 'This is not the name of a stored file: a sha256 in hex is expected.');
  return hash;
}

/**
 * A key is a relative name with plain segments. Refused before it meets a file system or a bucket: `..`, absolute, NUL, backslash.
 * @throws AppError bad_request
 */
export function checkKey(key: string): string {
  const plain =
    key.length <= 500 &&
    key.split('/').every((part) => /^[\p{L}\p{N}_@=+.-]+$/u.test(part) && part !== '.' && part !== '..');
  if (!plain) throw new AppError('bad_request', `“${key.slice(0, 80)}” is no usable name for a stored file.`);
  return key;
}

/** Where a blob lies below the root of a storage: the same on disk and on S3, so that one can be copied to the other. */
export const blobName = (hash: string) => `blobs/${checkHash(hash).slice(0, 2)}/${hash}`;
export const keyName = (key: string) => `keys/${checkKey(key)}`;

/** The part of a prefix of keys that must be a whole name, checked; what it lists is below it. */
export function folderOfPrefix(prefix: string): string {
  const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
  return folder && checkKey(folder);
}
