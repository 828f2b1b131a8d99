import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AppError } from '../errors';
import { recordBlob } from '../services/registry';
import { bodyStream } from './body-stream';
import type { RouteModule } from './route';

/** The largest file of a model package, in bytes. */
export const largestBlob = 512 * 1024 ** 2;

/**
 * `PUT /api/blobs/:hash`: one file of a package, named by the SHA-256 of its content. Sending it again is harmless; bytes
 * that are not what the name says are refused before anything is stored.
 */
export const blobRoutes: RouteModule = () => [
  {
    method: 'PUT',
    path: '/api/blobs/:hash',
    policy: 'model.promote',
    maxBody: 'streamed',
    async handle(request, context) {
      const hash = request.req.param('hash') ?? '';
      if (!/^[0-9a-f]{64}$/.test(hash))
        throw new AppError(
          'bad_request',
          'A file is named by its SHA-256: 64 hexadecimal digits in lower case.',
        );
      if (Number(request.req.header('content-length') ?? 0) > largestBlob) throw tooLarge();
      if (await context.storage.has(hash)) {
        const bytes = await context.storage.size(hash);
        return request.json(await recordBlob(context, { hash, bytes }));
      }
      const stored = await context.storage.put(bodyStream(request.req.raw, checkedAgainst(hash)));
      return request.json(await recordBlob(context, stored));
    },
  },
];

const tooLarge = () =>
  new AppError('too_large', `A file of a model package may have ${largestBlob / 1024 ** 2} MB at most.`);

/** Passes bytes on and fails at the end when they are not what `hash` says, so that nothing of them is kept. */
function checkedAgainst(hash: string): Transform {
  const digest = createHash('sha256');
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > largestBlob) return done(tooLarge());
      digest.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (digest.digest('hex') === hash) return done();
      done(
        new AppError(
          'unprocessable',
          'The content does not match the hash in the address. Send the file again.',
        ),
      );
    },
  });
}
