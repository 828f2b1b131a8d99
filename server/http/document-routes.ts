import * as Y from 'yjs';
import { openDocument } from '../services/notebooks';
import type { RouteModule } from './route';

/** The document of a notebook as it is being written: what a page begins with. */
export const documentRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/notebooks/:id/document',
    policy: 'notebook.read',
    async handle(request, context) {
      const { doc } = await openDocument(context, { id: request.req.param('id') ?? '' });
      // Its own buffer: BodyInit takes no view of a shared one.
      const state = new Uint8Array(Y.encodeStateAsUpdate(doc));
      return new Response(state, {
        headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' },
      });
    },
  },
];
