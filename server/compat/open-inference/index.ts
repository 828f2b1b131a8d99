/**
 * The Open Inference Protocol (KServe's v2, which Triton and MLServer speak) over our own serving. A column is a tensor of shape [rows];
 * all columns may come as one tensor of shape [rows, columns]. A version is a number or an alias; without one the champion answers, or
 * what the name's deployment sends the caller to.
 */
import type { Context as HonoContext } from 'hono';
import { AppError } from '../../errors';
import type { Route, RouteModule } from '../../http/route';
import { listDeployments } from '../../services/deployments';
import { parseReference } from '../../services/registry';
import { answerRows, largestBody, readCaller, servingOf } from '../../serving';
import { answerWithErrors } from '../answer-with-errors';
import { describeModel } from './describe-model';
import { readRequest } from './read-request';
import { jsonLengthHeader, writeAnswer } from './write-answer';

const models = ['/v2/models/:model', '/v2/models/:model/versions/:version'];

export const openInferenceRoutes: RouteModule = (system) => [
  look('/v2', 'public', () =>
    Response.json({ name: 'cellar', version: '2', extensions: ['binary_tensor_data', 'model_repository'] }),
  ),
  look('/v2/health/live', 'public', () => Response.json({ live: true })),
  look('/v2/health/ready', 'public', () => Response.json({ live: true, ready: true })),
  ...models.flatMap((path): Route[] => [
    look(path, 'model.predict', async (request) =>
      Response.json(await describeModel(servingOf(system), referenceOf(request))),
    ),
    look(`${path}/ready`, 'model.predict', async (request) => {
      const wanted = referenceOf(request);
      await servingOf(system).resolve(wanted);
      return Response.json({ name: wanted.model, ready: true });
    }),
    {
      method: 'POST',
      path: `${path}/infer`,
      policy: 'model.predict',
      maxBody: largestBody,
      handle: (request) =>
        answer(async () => {
          const body = new Uint8Array(await request.req.arrayBuffer());
          const declared = request.req.header(jsonLengthHeader);
          return writeAnswer(
            await answerRows(
              servingOf(system),
              referenceOf(request),
              (version) =>
                readRequest(body, declared === undefined ? undefined : readLength(declared), version),
              readCaller((name) => request.req.header(name)),
            ),
          );
        }),
    },
  ]),
  {
    method: 'POST',
    path: '/v2/repository/index',
    policy: 'deployment.read',
    readsOnly: true,
    handle: (_, context) =>
      answer(async () => {
        const served = await listDeployments(context, {});
        return Response.json(
          served.flatMap(({ name, stable }) =>
            stable === null ? [] : [{ name, version: String(stable), state: 'READY', reason: '' }],
          ),
        );
      }),
  },
];

const answer = answerWithErrors(({ message }) => ({ error: message }));

function look(
  path: string,
  policy: Route['policy'],
  handle: (request: HonoContext) => Response | Promise<Response>,
): Route {
  return { method: 'GET', path, policy, handle: (request) => answer(() => handle(request)) };
}

function referenceOf(request: HonoContext) {
  const { model, version } = request.req.param();
  return parseReference(version === undefined ? (model ?? '') : `${model}@${version}`);
}

function readLength(text: string): number {
  const length = Number(text);
  if (Number.isSafeInteger(length) && length >= 0) return length;
  throw new AppError('bad_request', `The header ${jsonLengthHeader} must be a number of bytes, not ${text}.`);
}
