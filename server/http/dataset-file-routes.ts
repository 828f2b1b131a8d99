import { Readable } from 'node:stream';
import { AppError } from '../errors';
import { findOriginal, findVersion } from '../services/datasets';
import type { RouteModule } from './route';

/**
 * `GET /api/datasets/name@version/file`: the file of a version as it was added, byte for byte; the ETag is its SHA-256. `…/original`: the workbook
 * or SQLite file that it was taken from.
 */
export const datasetFileRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/datasets/:reference/file',
    policy: 'dataset.read',
    async handle(request, context) {
      const found = await findVersion(context, { reference: request.req.param('reference') ?? '' });
      // fetch's and Node's declarations of the same web stream differ in name only.
      const body = Readable.toWeb(context.storage.read(found.hash)) as ReadableStream;
      return new Response(body, {
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Length': String(found.bytes),
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.fileName)}`,
          ETag: `"${found.hash}"`,
          'Cache-Control': 'no-store',
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/api/datasets/:reference/original',
    policy: 'dataset.read',
    async handle(request, context) {
      const { id, version } = await findVersion(context, { reference: request.req.param('reference') ?? '' });
      const original = await findOriginal(context, { id, version });
      if (!original)
        throw new AppError('not_found', 'This version was not taken from a workbook or a SQLite file.');
      const body = Readable.toWeb(context.storage.read(original.hash)) as ReadableStream; // as above
      return new Response(body, {
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(original.name)}`,
          'Cache-Control': 'no-store',
        },
      });
    },
  },
];
