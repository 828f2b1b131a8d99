import type { Context as HonoContext } from 'hono';
import { AppError } from '../errors';
import {
  describeOpenApi,
  describeServed,
  explain,
  label,
  largestBody,
  predict,
  readCaller,
  servingOf,
} from '../serving';
import type { RouteModule } from './route';

/**
 * `POST /api/models/:reference/predict`, `GET` of the same for signature and example, `GET …/openapi.json` for all of it, `POST /api/models/:reference/explain` with the
 * same body for what each input did, `POST /api/models/:name/labels`. A reference is `name` (its deployment: without one, the champion),
 * `name@alias` or `name@3`.
 */
export const predictRoutes: RouteModule = (system) => {
  const serving = () => servingOf(system);
  return [
    {
      method: 'POST',
      path: '/api/models/:reference/predict',
      policy: 'model.predict',
      maxBody: 'streamed',
      handle: async (request) =>
        request.json(
          await predict(
            serving(),
            request.req.param('reference') ?? '',
            await readJson(request),
            callerOf(request),
          ),
        ),
    },
    {
      method: 'GET',
      path: '/api/models/:reference/predict',
      policy: 'model.predict',
      handle: async (request, context) =>
        request.json(await describeServed(context, serving(), request.req.param('reference') ?? '')),
    },
    {
      method: 'GET',
      path: '/api/models/:reference/openapi.json',
      policy: 'model.predict',
      handle: async (request, context) =>
        request.json(await describeOpenApi(context, serving(), request.req.param('reference') ?? '')),
    },
    {
      method: 'POST',
      path: '/api/models/:reference/explain',
      policy: 'model.predict',
      maxBody: 'streamed',
      handle: async (request) =>
        request.json(
          await explain(
            serving(),
            request.req.param('reference') ?? '',
            await readJson(request),
            callerOf(request),
          ),
        ),
    },
    {
      method: 'POST',
      path: '/api/models/:name/labels',
      policy: 'model.label',
      maxBody: 'streamed',
      handle: async (request, context) =>
        request.json(
          await label(
            context,
            serving(),
            request.req.param('name') ?? '',
            await readJson(request),
            callerOf(request),
          ),
        ),
    },
  ];
};

const callerOf = (request: HonoContext) => readCaller((name) => request.req.header(name));

async function readJson(request: HonoContext): Promise<unknown> {
  const type = request.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type))
    throw new AppError('bad_request', 'Send JSON, with the header Content-Type: application/json.');
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      'bad_request',
      `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

/** A declared length is held by Node's parser; a body that comes in chunks is counted. */
async function readText(request: HonoContext): Promise<string> {
  const declared = request.req.header('content-length');
  if (Number(declared ?? 0) > largestBody) throw tooLarge();
  if (declared !== undefined) return request.req.text();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.req.raw.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return Buffer.concat(chunks).toString('utf8');
    bytes += next.value.byteLength;
    if (bytes > largestBody) {
      await reader?.cancel();
      throw tooLarge();
    }
    chunks.push(next.value);
  }
}

const tooLarge = () => new AppError('too_large', 'The body may have 10 MB. Send the rows in parts.');
