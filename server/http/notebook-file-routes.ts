import { Transform } from 'node:stream';
import { mediaTypeOf } from '@/cells/document/media-types';
import type { AppError } from '../errors';
import { checkFileRoom, keepFile, largestFile, noteFile, tooLarge } from '../services/notebooks';
import { bodyStream } from './body-stream';
import type { RouteModule } from './route';

/** `PUT /api/notebooks/:id/files/:name`: a file as the raw body is put beside a notebook; answers what its list says of it. */
export const notebookFileRoutes: RouteModule = () => [
  {
    method: 'PUT',
    path: '/api/notebooks/:id/files/:name',
    policy: 'notebook.save',
    maxBody: 'streamed',
    async handle(request, context) {
      const notebookId = request.req.param('id') ?? '';
      const name = request.req.param('name') ?? '';
      const announced = Number(request.req.header('content-length') ?? 0);
      await checkFileRoom(context, { notebookId, name, bytes: announced });
      const limited = noLongerThan(largestFile, (bytes) => tooLarge(name, bytes));
      const blob = await context.storage.put(bodyStream(request.req.raw, limited));
      await noteFile(context, blob);
      const { hash, bytes } = await keepFile(context, { notebookId, name, blob });
      return request.json({ hash, bytes, type: mediaTypeOf(name) });
    },
  },
];

/** Passes bytes on and fails where there are too many, so that nothing of them is kept. */
function noLongerThan(most: number, refuse: (bytes: number) => AppError): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > most) done(refuse(bytes));
      else done(null, chunk);
    },
  });
}
