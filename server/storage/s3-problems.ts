import { AppError } from '../errors';
import type { S3Place } from '../storage-url';

/** Where it is, as people know it; never with a key in it. */
export const describePlace = ({ bucket, prefix, endpoint }: S3Place): string =>
  `s3://${bucket}/${prefix}${endpoint ? ` at ${new URL(endpoint).host}` : ''}`;

/** What S3 answered or the network said, in words that say what to do. Waiting helps against `away`; `missing` is about one file. */
export interface S3Problem {
  readonly kind: 'missing' | 'away' | 'refused' | 'full' | 'out-of-range' | 'unchanged';
  readonly error: AppError;
}

/** Undefined for what S3 has nothing to do with, such as a full disk of ours. */
export function toS3Problem(error: unknown, place: S3Place): S3Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = statusOf(error);
  const code = codeOf(error);
  const where = describePlace(place);
  const unavailable = (message: string) => new AppError('unavailable', message, { cause: error });
  const refused = (message: string): S3Problem => ({ kind: 'refused', error: unavailable(message) });

  if (code === 'NoSuchBucket')
    return refused(`The bucket of ${where} does not exist. Make it, or correct STORAGE_URL.`);
  if (code === 'NoSuchKey' || code === 'NotFound')
    return {
      kind: 'missing',
      error: new AppError(
        'not_found',
        `A stored file is missing from ${where}. Restore it from a backup of the bucket.`,
        { cause: error },
      ),
    };
  if (code === 'InvalidRange' || status === 416)
    return { kind: 'out-of-range', error: unavailable('There is nothing of the file at this place.') };
  if (status === 304) return { kind: 'unchanged', error: unavailable('The file is unchanged.') };
  if (code === 'RequestTimeTooSkewed')
    return refused(
      `The storage ${where} refuses requests because this machine's clock differs from its own by more than a quarter of an hour. Set the clock (NTP).`,
    );
  if (code === 'InvalidAccessKeyId' || code === 'SignatureDoesNotMatch')
    return refused(
      `The storage ${where} does not know the key that signs the requests. Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  if (code === 'ExpiredToken' || code === 'InvalidToken')
    return refused(
      `The key for the storage ${where} is no longer valid. Give a new one (AWS_SESSION_TOKEN).`,
    );
  if (code === 'CredentialsProviderError')
    return refused(
      `There is no key for the storage ${where}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.`,
    );
  if (code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed' || status === 301)
    return refused(`The bucket of ${where} lies in another region. Correct the region in STORAGE_URL.`);
  if (status === 507 || code === 'XMinioStorageFull' || code === 'QuotaExceeded')
    return {
      kind: 'full',
      error: new AppError(
        'storage_full',
        `The storage ${where} is full. Nothing was changed. Make room in it and try again.`,
        { cause: error },
      ),
    };
  if (status === 403)
    return refused(
      `The storage ${where} does not allow this key to do what is needed: list, read, write and delete files in the bucket.`,
    );
  if (isPassing(status, code))
    return {
      kind: 'away',
      error: unavailable(
        `The storage ${where} does not answer now. Nothing was changed; try again in a moment. If it stays so, look whether it runs.`,
      ),
    };
  return undefined;
}

const statusOf = (error: Error): number | undefined =>
  '$metadata' in error &&
  typeof error.$metadata === 'object' &&
  error.$metadata !== null &&
  'httpStatusCode' in error.$metadata
    ? Number(error.$metadata.httpStatusCode)
    : undefined;

/** The code of S3's answer is the error's name; that of the network, its `code`, or that of what caused it. */
function codeOf(error: Error): string {
  for (let e: unknown = error; e instanceof Error; e = e.cause)
    if ('code' in e && typeof e.code === 'string' && networkCodes.includes(e.code)) return e.code;
  return error.name;
}

const networkCodes = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ERR_STREAM_PREMATURE_CLOSE'],
];

const isPassing = (status: number | undefined, code: string): boolean =>
  (status !== undefined && (status >= 500 || status === 429)) ||
  networkCodes.includes(code) ||
  ['TimeoutError', 'RequestTimeout', 'SlowDown', 'Throttling', 'IncompleteBody'].includes(code);
