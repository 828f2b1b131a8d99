import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono, type Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { apiRouter } from '../api/router';
import { actingAs, type Context, type System } from '../context';
import { AppError, toPublicError } from '../errors';
import { type Actor, can } from '../permissions';
import { actorOf, localOwnerId } from '../services/auth';
import { blobRoutes } from './blob-routes';
import { dataRoutes } from './data-routes';
import { frameRoutes } from './frame-routes';
import { guardRequest } from './guard';
import { packageRoutes } from './package-routes';
import { predictRoutes } from './predict-routes';
import { reportRoutes } from './report-routes';
import type { Route } from './route';
import { uploadRoutes } from './upload-routes';

/** Notebooks are saved through tRPC: as large as the largest notebook, escaped. */
const largestCall = 130_000_000;

const health: Route = {
  method: 'GET',
  path: '/health',
  policy: 'public',
  handle: (request) => request.json({ status: 'ok' }),
};

/** Every route outside tRPC, each with its policy: a test lists them. */
export const routesOf = (system: System): readonly Route[] => [
  health,
  ...[frameRoutes, dataRoutes, uploadRoutes, blobRoutes, predictRoutes, packageRoutes, reportRoutes].flatMap(
    (module) => module(system),
  ),
];

/**
 * What is answered before Next: data, predictions, tRPC. Gives `undefined` for an address that is a page's; `guard` has
 * passed then.
 */
export function createHttpApp(system: System, routes = routesOf(system)): Hono {
  const app = new Hono({ strict: false });
  const actor = cachedActor(system);

  for (const route of routes) {
    app.on(methodsOf(route), route.path, async (request) => {
      guardRequest(request, system.config, route);
      if (request.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: frameHeaders });
      const context = actingAs(system, await actor());
      if (route.policy !== 'public' && route.policy !== 'signed' && !can(context.actor, route.policy))
        throw new AppError('forbidden', `${context.actor.name} may not do this (${route.policy}).`);
      const response = await route.handle(request, context);
      if (route.fromFrame)
        for (const [name, value] of Object.entries(frameHeaders)) response.headers.set(name, value);
      return response;
    });
  }

  app.all(
    '/api/trpc/*',
    bodyLimit({
      maxSize: largestCall,
      onError: () => Promise.reject(new AppError('too_large', 'This is more than the server takes at once.')),
    }),
    async (request) => {
      guardRequest(request, system.config);
      const context = actingAs(system, await actor());
      return fetchRequestHandler({
        endpoint: '/api/trpc',
        req: request.req.raw,
        router: apiRouter,
        createContext: (): Context => context,
        onError: ({ error, path }) => {
          if (!(error.cause instanceof AppError))
            system.log.error('A call failed', { call: path, error: explain(error.cause ?? error) });
        },
      });
    },
  );

  app.onError((error, request) => answerError(error, request, system));
  return app;
}

function answerError(error: Error, request: HonoContext, system: System): Response {
  const known = toPublicError(error);
  if (known.code === 'internal')
    system.log.error('A request failed', { path: request.req.path, error: explain(error) });
  const { status, ...body } = known;
  return Response.json({ error: body }, { status });
}

const explain = (error: unknown): string =>
  error instanceof Error
    ? `${error.stack}${error.cause ? `\ncaused by ${explain(error.cause)}` : ''}`
    : String(error);

/** The opaque frame reads these from its origin `null`. */
const frameHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Range',
  'Access-Control-Expose-Headers': 'Content-Range, Content-Length, Accept-Ranges',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const methodsOf = (route: Route): string[] => (route.fromFrame ? [route.method, 'OPTIONS'] : [route.method]);

/** In local mode every request acts as the local owner; his row is read again every few seconds, not for every prediction. */
function cachedActor(system: System): () => Promise<Actor> {
  let known: { actor: Actor; until: number } | undefined;
  return async () => {
    if (known && known.until > Date.now()) return known.actor;
    const actor = await actorOf(system, localOwnerId);
    known = { actor, until: Date.now() + 5000 };
    return actor;
  };
}
