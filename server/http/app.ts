import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { Hono, type Context as HonoContext } from 'hono';
import { apiRouter } from '../api/router';
import { mlflowRoutes } from '../compat/mlflow';
import { mlflowScoringRoutes } from '../compat/mlflow-scoring';
import { openInferenceRoutes } from '../compat/open-inference';
import { tensorflowServingRoutes } from '../compat/tensorflow-serving';
import { actingAs, type Context, type System } from '../context';
import { AppError, headersOfError, toPublicError } from '../errors';
import { type Actor, can } from '../permissions';
import { actorOf, localOwnerId } from '../services/auth';
import { blobRoutes } from './blob-routes';
import { cardRoutes } from './card-routes';
import { dataRoutes } from './data-routes';
import { datasetFileRoutes } from './dataset-file-routes';
import { documentRoutes } from './document-routes';
import { edgeRoutes } from './edge-routes';
import { frameRoutes } from './frame-routes';
import { type Caller, guardRequest } from './guard';
import { healthRoutes } from './health-routes';
import { hookRoutes } from './hook-routes';
import { judgementRoutes } from './judgement-routes';
import { limitBody } from './limit-body';
import { linkRoutes } from './link-routes';
import { notebookFileRoutes } from './notebook-file-routes';
import { packageRoutes } from './package-routes';
import { partsRoutes } from './parts-routes';
import { predictRoutes } from './predict-routes';
import { proofRoutes } from './proof-routes';
import { queryRoutes } from './query-routes';
import { questionRoutes } from './question-routes';
import { reportRoutes } from './report-routes';
import type { Route } from './route';
import { runArtifactRoutes } from './run-artifact-routes';
import { unsubscribeRoutes } from './unsubscribe-routes';
import { uploadRoutes } from './upload-routes';
import { xgboostRoutes } from './xgboost-routes';

const MB = 1024 ** 2;
/** Notebooks are saved through tRPC: as large as the largest notebook, escaped. */
const largestCall = 120 * MB;
const largestBody = 10 * MB;

/** Every route outside tRPC, each with its policy: a test lists them. */
export const routesOf = (system: System): readonly Route[] => [
  ...[
    healthRoutes,
    frameRoutes,
    queryRoutes,
    dataRoutes,
    documentRoutes,
    uploadRoutes,
    notebookFileRoutes,
    partsRoutes,
    datasetFileRoutes,
    blobRoutes,
    runArtifactRoutes,
    predictRoutes,
    packageRoutes,
    edgeRoutes,
    cardRoutes,
    proofRoutes,
    judgementRoutes,
    questionRoutes,
    xgboostRoutes,
    reportRoutes,
    linkRoutes,
    hookRoutes,
    unsubscribeRoutes,
    mlflowRoutes,
    mlflowScoringRoutes,
    openInferenceRoutes,
    tensorflowServingRoutes,
  ].flatMap((module) => module(system)),
];

/** What is answered before Next: data, predictions, tRPC. Every request meets the guard first. */
export function createHttpApp(
  system: System,
  routes: readonly Route[] = routesOf(system),
  { api = true }: { api?: boolean } = {},
): Hono {
  const app = new Hono({ strict: false });
  const actor = cachedActor(system);
  for (const route of routes) mountRoute(app, system, route, actor);
  if (api) mountApi(app, system, actor);
  app.notFound((request) => {
    guardRequest(callerOf(request), system.config);
    throw new AppError('not_found', `There is nothing at ${request.req.path}.`);
  });
  app.onError((error, request) => answerError(error, request, system));
  return app;
}

function mountRoute(app: Hono, system: System, route: Route, actor: () => Promise<Actor>): void {
  const { policy, fromFrame, maxBody = largestBody } = route;
  const handle = async (request: HonoContext): Promise<Response> => {
    guardRequest(callerOf(request), system.config, fromFrame);
    if (request.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: frameHeaders });
    const context = actingAs(system, await actorFor(policy, actor));
    if (maxBody !== 'streamed') await limitBody(request, maxBody);
    const response = await route.handle(request, context);
    response.headers.set('X-Content-Type-Options', 'nosniff');
    if (fromFrame)
      for (const [name, value] of Object.entries(frameHeaders)) response.headers.set(name, value);
    return response;
  };
  const methods = fromFrame ? [route.method, 'OPTIONS'] : [route.method];
  app.on(methods, [route.path], counted(system, route.path, handle));
}

type Handler = (request: HonoContext) => Promise<Response>;

/** Counts what a route answers, its refusals too, under the pattern of its path: names in it would be without number. */
function counted({ metrics }: System, route: string, handle: Handler): Handler {
  return async (request) => {
    const end = metrics.requestSeconds.startTimer({ route });
    let status = 500;
    try {
      const response = await handle(request);
      status = response.status;
      return response;
    } catch (error) {
      status = toPublicError(error).status;
      throw error;
    } finally {
      end();
      metrics.requests.inc({ method: request.req.method, route, status });
    }
  };
}

/** Without accounts, everybody whom the guard lets through acts as the local owner; public routes act as nobody. */
async function actorFor(policy: Route['policy'], actor: () => Promise<Actor>): Promise<Actor> {
  if (policy === 'public' || policy === 'signed') return nobody;
  const known = await actor();
  if (!can(known, policy)) throw new AppError('forbidden', `${known.name} may not do this (${policy}).`);
  return known;
}

const nobody: Actor = { id: 'nobody', name: 'Nobody', roles: [] };

function mountApi(app: Hono, system: System, actor: () => Promise<Actor>): void {
  const handle = async (request: HonoContext) => {
    guardRequest(callerOf(request), system.config);
    await limitBody(request, largestCall);
    const context: Context = { ...actingAs(system, await actor()), signal: request.req.raw.signal };
    const response = await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: request.req.raw,
      router: apiRouter,
      createContext: (): Context => context,
      onError: ({ error, path }) => {
        // A read that was stopped since nobody waits for it has not failed.
        if (context.signal?.aborted) return;
        if (error.code === 'INTERNAL_SERVER_ERROR' && !(error.cause instanceof AppError))
          system.log.error('A call failed', { call: path, error: error.cause ?? error });
      },
    });
    response.headers.set('Cache-Control', 'no-store');
    response.headers.set('X-Content-Type-Options', 'nosniff');
    return response;
  };
  app.all('/api/trpc/*', counted(system, '/api/trpc/*', handle));
}

const callerOf = (request: HonoContext): Caller => ({
  method: request.req.method,
  header: (name) => request.req.header(name),
});

function answerError(error: Error, request: HonoContext, system: System): Response {
  const { status, ...known } = toPublicError(error);
  if (known.code === 'internal') system.log.error('A request failed', { path: request.req.path, error });
  const headers = {
    ...{ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
    ...headersOfError(error),
  };
  return Response.json({ error: known }, { status, headers });
}

/** The opaque frame reads these from its origin `null`. */
const frameHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Range',
  'Access-Control-Expose-Headers': 'Content-Range, Content-Length, Accept-Ranges',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** The owner's row is read again every few seconds, not for every prediction. */
function cachedActor(system: System): () => Promise<Actor> {
  let known: { actor: Actor; until: number } | undefined;
  return async () => {
    if (known && known.until > Date.now()) return known.actor;
    const actor = await actorOf(system, localOwnerId);
    known = { actor, until: Date.now() + 5000 };
    return actor;
  };
}
