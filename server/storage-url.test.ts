import { describe, expect, it } from 'vitest';
import { parseStorageUrl } from './storage-url';

describe('STORAGE_URL', () => {
  it('names a bucket of Amazon by its region', () => {
    expect(parseStorageUrl('s3://models?region=eu-central-1', {})).toEqual({
      bucket: 'models',
      prefix: '',
      endpoint: undefined,
      region: 'eu-central-1',
      pathStyle: false,
    });
  });

  it('names a server of one’s own, and a folder in the bucket', () => {
    expect(
      parseStorageUrl('s3://models/team/cellar/?endpoint=http://127.0.0.1:8333', { AWS_REGION: 'here' }),
    ).toEqual({
      bucket: 'models',
      prefix: 'team/cellar/',
      endpoint: 'http://127.0.0.1:8333',
      region: 'here',
      pathStyle: true,
    });
  });

  it('takes from the environment what it leaves out', () => {
    const environment = { AWS_ENDPOINT_URL_S3: 'https://s3.example.org', AWS_ENDPOINT_URL: 'https://other' };
    expect(parseStorageUrl('s3://models?pathStyle=false', environment)).toMatchObject({
      endpoint: 'https://s3.example.org',
      region: 'us-east-1',
      pathStyle: false,
    });
  });

  it.each([
    ['https://models.s3.amazonaws.com', 'an address like s3://bucket'],
    ['s3://Models_1?region=x', 'a bucket’s name'],
    ['s3://models', 'needs the region'],
    ['s3://models?region=x&acl=public', 'not “acl”'],
    ['s3://models?endpoint=ftp://host', 'http or https'],
    ['s3://models?region=x&pathStyle=yes', 'true or false'],
    ['s3://models/a/%2e%2e/b?region=x', 'prefix|usable'],
  ])('%s is refused', (url, why) => {
    if (why === 'prefix|usable') {
      // The address itself takes such steps out.
      expect(parseStorageUrl(url, {}).prefix).not.toContain('..');
      return;
    }
    expect(() => parseStorageUrl(url, {})).toThrow(why);
  });

  it('never repeats a key that was put into it', () => {
    for (const url of [
      's3://AKIA123:secret@models?region=x',
      's3://models?endpoint=https://AKIA123:secret@host',
    ])
      try {
        parseStorageUrl(url, {});
        expect.unreachable();
      } catch (error) {
        expect(String(error)).toContain('The setting STORAGE_URL is not usable');
        expect(String(error)).not.toMatch(/AKIA|secret/);
      }
  });
});
