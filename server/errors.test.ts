import { expect, it } from 'vitest';
import { AppError, toPublicError } from './errors';

/** As each of them throws it: the file system, and the database through drizzle. */
const full = {
  'the file system': Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  'the database': new Error('Failed query: insert into "revisions" …', {
    cause: Object.assign(new Error('could not extend file "base/5/16532": No space left on device'), {
      code: '53100',
    }),
  }),
};
it.each(Object.entries(full))('a full disk is told as one when %s meets it', (_, error) => {
  expect(toPublicError(error)).toMatchObject({
    code: 'storage_full',
    status: 507,
    message: expect.stringContaining('Free some space'),
  });
});

it('tells what was meant for people, and nothing of what was not', () => {
  expect(toPublicError(new AppError('not_found', 'There is no such mail.'))).toMatchObject({
    code: 'not_found',
    message: 'There is no such mail.',
  });
  for (const error of [new Error('secret'), new AppError('internal', 'secret'), 'secret'])
    expect(JSON.stringify(toPublicError(error))).not.toContain('secret');
});
