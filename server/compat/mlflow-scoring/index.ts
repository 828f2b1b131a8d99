/**
 * MLflow's scoring server over our own serving: `http://…/api/models/rides@champion` is the address that `mlflow models serve` would
 * have, with `/invocations`, `/ping`, `/health` and `/version` below it.
 */
import type { Context as HonoContext } from 'hono';
import type { Route, RouteModule } from '../../http/route';
import { parseReference } from '../../services/registry';
import { answerRows, largestBody, readCaller, servingOf } from '../../serving';
import { answerWithErrors } from '../answer-with-errors';
import { predictionHeaders } from '../prediction-headers';
import { readCsv, readJson } from './read-request';

const base = '/api/models/:reference';

/** The release of MLflow whose scoring protocol this is. */
const protocolVersion = '3.1.4';

export const mlflowScoringRoutes: RouteModule = (system) => [
  ...['ping', 'health'].map(
    (name): Route => ({
      method: 'GET',
      path: `${base}/${name}`,
      policy: 'model.predict',
      handle: (request) =>
        answer(async () => {
          await servingOf(system).resolve(referenceOf(request));
          return new Response('\n', { headers: { 'Content-Type': 'application/json' } });
        }),
    }),
  ),
  {
    method: 'GET',
    path: `${base}/version`,
    policy: 'model.predict',
    handle: () => new Response(protocolVersion, { headers: { 'Content-Type': 'text/plain' } }),
  },
  {
    method: 'POST',
    path: `${base}/invocations`,
    policy: 'model.predict',
    maxBody: largestBody,
    handle: (request) =>
      answer(async () => {
        const read = readerFor(request.req.header('content-type') ?? '');
        if (typeof read === 'string')
          return new Response(read, { status: 415, headers: { 'Content-Type': 'text/plain' } });
        const text = await request.req.text();
        const { answers, id, isLogged } = await answerRows(
          servingOf(system),
          referenceOf(request),
          ({ manifest }) => read(text, manifest.signature.inputs),
          readCaller((name) => request.req.header(name)),
        );
        return Response.json(
          { predictions: answers.map(({ prediction }) => prediction) },
          { headers: predictionHeaders({ id, isLogged }) },
        );
      }),
  },
];

const answer = answerWithErrors(({ code, status, message }) => ({
  error_code: status === 400 ? 'BAD_REQUEST' : code.toUpperCase(),
  message,
}));

const referenceOf = (request: HonoContext) => parseReference(request.req.param('reference') ?? '');

/** How a body of this type is read, or why it is not. */
function readerFor(contentType: string): typeof readJson | string {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const readers = new Map([
    ['application/json', readJson],
    ['text/csv', readCsv],
  ]);
  const reader = readers.get(type);
  if (!reader)
    return `This predictor only supports the following content types: Types: ['text/csv', 'application/json']. Got '${type || 'none'}'.`;
  const odd = parameters.find((parameter) => parameter !== '' && !/^charset="?utf-?8"?$/.test(parameter));
  if (odd?.startsWith('charset')) return 'The scoring server only supports UTF-8.';
  return odd
    ? `Unrecognized content type parameters: ${odd}. Since MLflow 2.0, the form is said in the JSON itself.`
    : reader;
}
