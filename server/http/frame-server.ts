import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { actingAs, type System } from '../context';
import { toPublicError } from '../errors';
import type { FrameServer } from '../frames';
import { dataRoutes } from './data-routes';
import { frameRoutes } from './frame-routes';
import { queryRoutes } from './query-routes';
import { createHono } from './route';

/**
 * What a headless frame may fetch: its own assets and signed data files, on a port of this machine only. No API, no session: nothing
 * here acts for anybody.
 */
export async function openFrameServer(system: System): Promise<FrameServer> {
  const app = createHono();
  const nobody = actingAs(system, { id: 'nobody', name: 'Nobody', roles: [] });
  for (const route of [...frameRoutes(system), ...queryRoutes(system), ...dataRoutes(system)])
    if (route.policy === 'public' || route.policy === 'signed')
      app.on(route.method, route.path, (request) => route.handle(request, nobody));
  app.onError((error, request) => {
    const known = toPublicError(error);
    if (known.code === 'internal') system.log.error('The frame server failed.', { error: String(error) });
    return request.json({ error: known }, known.status as 500); // Hono wants a literal
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
