import { describe, expect, it } from 'vitest';
import { readConfig } from './config';

const read = (settings: Record<string, string>) => readConfig(settings, '/srv/cellar');

describe('settings', () => {
  it('need none', () => {
    expect(read({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataFolder: '/srv/cellar/.cellar',
      url: 'http://localhost:3000',
      role: 'all',
      dumpHours: 24,
    });
  });

  it('count as absent when empty', () => {
    expect(read({ PORT: '', SMTP_URL: '', DATABASE_URL: '' })).toMatchObject({
      port: 3000,
      smtpUrl: undefined,
    });
  });

  it('lose the slash at the end of an address', () => {
    expect(read({ CELLAR_URL: 'https://cellar.example.org/' }).url).toBe('https://cellar.example.org');
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ ROLE: 'boss' }, 'ROLE'],
    [{ DATABASE_URL: 'not an address' }, 'DATABASE_URL'],
    [{ SMTP_URL: 'smtp' }, 'SMTP_URL'],
    [{ CELLAR_SECRET: 'short' }, 'CELLAR_SECRET'],
    [{ DUMP_HOURS: '-1' }, 'DUMP_HOURS'],
    [{ EXECUTION_MINUTES: '0' }, 'EXECUTION_MINUTES'],
    [{ CELLAR_URL: 'cellar' }, 'CELLAR_URL'],
    [{ STORAGE_URL: 'cellar' }, 'STORAGE_URL'],
    [{ STORAGE_CACHE_GB: '0' }, 'STORAGE_CACHE_GB'],
  ])('%o is refused by its name', (settings, name) => {
    expect(() => read(settings)).toThrow(new RegExp(`The setting ${name} is not usable: .+README`));
  });

  it('refuse machines that would not know what others signed', () => {
    const apart = { DATABASE_URL: 'postgres://host/name', STORAGE_URL: 's3://bucket?region=here' };
    expect(() => read(apart)).toThrow('need CELLAR_SECRET');
    expect(read({ ...apart, CELLAR_SECRET: 'x'.repeat(32) }).storage?.bucket).toBe('bucket');
  });

  it('refuse to split the embedded database over processes', () => {
    expect(() => read({ ROLE: 'worker' })).toThrow('ROLE=worker needs DATABASE_URL');
  });

  it('refuse to open a server without accounts to the network', () => {
    expect(() => read({ HOST: '0.0.0.0' })).toThrow('HOST=0.0.0.0 would open this server to the network');
  });
});
