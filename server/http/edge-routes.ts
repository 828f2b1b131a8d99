import { Readable } from 'node:stream';
import { parseReference, resolveNumber } from '../services/registry';
import { listEdgeFiles } from '../serving';
import type { RouteModule } from './route';
import { writeZip } from './zip';

/** `GET /api/models/name@3/edge`: a folder that predicts by itself, in browsers and in Node, as a ZIP archive. */
export const edgeRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/models/:reference/edge',
    policy: 'model.read',
    async handle(request, context) {
      const wanted = parseReference(request.req.param('reference') ?? '');
      const version = await resolveNumber(context, wanted);
      const folder = `${wanted.model}-v${version}-offline`;
      const entries = (await listEdgeFiles(context, { model: wanted.model, version })).map((entry) => ({
        ...entry,
        path: `${folder}/${entry.path}`,
      }));
      const archive = Readable.toWeb(Readable.from(writeZip(entries, context.now())));
      // Node's and fetch's declarations of the same web stream differ in name only.
      return new Response(archive as unknown as ReadableStream, {
        headers: {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename="${folder}.zip"`,
          'X-Content-Type-Options': 'nosniff',
        },
      });
    },
  },
];
