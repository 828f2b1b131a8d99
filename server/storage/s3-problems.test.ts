import { describe, expect, it } from 'vitest';
import type { S3Place } from '../storage-url';
import { toS3Problem } from './s3-problems';

const place: S3Place = {
  bucket: 'models',
  prefix: 'team/',
  endpoint: 'https://s3.example.org:9000',
  region: 'here',
  pathStyle: true,
};
const answer = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('in the words of the server'), { name, $metadata: { httpStatusCode } });
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('problems of S3', () => {
  it.each([
    [
      answer('NoSuchBucket', 404),
      'refused',
      'The bucket of s3://models/team/ at s3.example.org:9000 does not exist',
    ],
    [answer('NoSuchKey', 404), 'missing', 'Restore it from a backup'],
    [answer('RequestTimeTooSkewed', 403), 'refused', 'Set the clock (NTP)'],
    [answer('SignatureDoesNotMatch', 403), 'refused', 'Correct AWS_ACCESS_KEY_ID'],
    [answer('ExpiredToken', 400), 'refused', 'AWS_SESSION_TOKEN'],
    [answer('AccessDenied', 403), 'refused', 'list, read, write and delete files in the bucket'],
    [answer('403', 403), 'refused', 'does not allow this key'],
    [answer('PermanentRedirect', 301), 'refused', 'another region'],
    [answer('XMinioStorageFull', 507), 'full', 'is full. Nothing was changed'],
    [answer('SlowDown', 503), 'away', 'try again in a moment'],
    [answer('InternalError', 500), 'away', 'look whether it runs'],
    [network('ECONNREFUSED'), 'away', 'does not answer now'],
    [Object.assign(new Error('outer'), { cause: network('EAI_AGAIN') }), 'away', 'does not answer now'],
  ])('%s: %s', (error, kind, words) => {
    const problem = toS3Problem(error, place);
    expect(problem?.kind).toBe(kind);
    expect(problem?.error.message).toContain(words);
    expect(problem?.error.cause).toBe(error);
  });

  it('leaves alone what is not of S3', () => {
    for (const error of [network('ENOSPC'), new TypeError('a mistake of ours'), 'text'])
      expect(toS3Problem(error, place)).toBeUndefined();
  });
});
