import { Readable } from 'node:stream';
import { parseReference, readVersion, resolveNumber, sliceFile } from '../services/registry';
import type { RouteModule } from './route';
import { writeZip } from './zip';

/** `GET /api/models/name@3/package`: the package of a version (a number, an alias, or the champion) with its slice, as a ZIP archive. */
export const packageRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/models/:reference/package',
    policy: 'model.read',
    async handle(request, context) {
      const { model, target } = parseReference(request.req.param('reference') ?? '');
      const number = await resolveNumber(context, { model, target });
      const version = await readVersion(context, { model, version: number });
      const files = Object.entries(version.files).filter(([path]) => path !== sliceFile);
      const entries = [
        ...files.map(([path, { hash }]) => ({ path, read: () => context.storage.readAll(hash) })),
        { path: sliceFile, read: async () => Buffer.from(version.slice) },
      ];
      const archive = Readable.toWeb(Readable.from(writeZip(entries, context.now())));
      // Node's and fetch's declarations of the same web stream differ in name only.
      return new Response(archive as unknown as ReadableStream, {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${model}-v${version.number}.zip"`,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    },
  },
];
