/**
 * TensorFlow Serving's REST API over our own serving, so that its clients (and KServe's v1) call a model unchanged. A column is a tensor
 * of shape [rows], a label is an alias, and without version or label the champion answers, or what the name's deployment sends the
 * caller to.
 */

import { AppError } from '../../errors';
import type { RouteModule } from '../../http/route';
import { resolveNumber } from '../../services/registry';
import { answerRows, largestBody, readCaller, servingOf } from '../../serving';
import { answerWithErrors } from '../answer-with-errors';
import { predictionHeaders } from '../prediction-headers';
import { servableNotFound } from './errors';
import { readStatus } from './model-status';
import { parseCall, parseLook } from './parse-path';
import { readRequest } from './read-request';
import { describeSignature } from './signature-def';
import { writeAnswer } from './write-answer';

export const tensorflowServingRoutes: RouteModule = (system) => [
  {
    method: 'POST',
    path: '/v1/models/*',
    policy: 'model.predict',
    maxBody: largestBody,
    handle: (request) =>
      answer(async () => {
        const { reference, version, method } = parseCall(request.req.path);
        const text = await request.req.text();
        const answered = await answerRows(
          servingOf(system),
          reference,
          (served) => readRequest(text, method, served),
          readCaller((name) => request.req.header(name)),
        ).catch((error: unknown) => {
          throw isMissing(error) ? servableNotFound(reference.model, version, error.message) : error;
        });
        return new Response(writeAnswer(answered, method, answered.asked.layout), {
          headers: { 'Content-Type': 'application/json', ...predictionHeaders(answered) },
        });
      }),
  },
  {
    method: 'GET',
    path: '/v1/models/*',
    policy: 'model.predict',
    handle: (request, context) =>
      answer(async () => {
        const { reference, version, label, metadata } = parseLook(request.req.path);
        const serving = servingOf(system);
        if (metadata)
          return Response.json(describeSignature(reference.model, await serving.resolve(reference)));
        const model = (await serving.deploymentOf(reference.model))?.model ?? reference.model;
        const number = label === undefined ? version : await resolveNumber(context, { ...reference, model });
        return Response.json(await readStatus(context, model, number));
      }),
  },
];

const answer = answerWithErrors(({ message }) => ({ error: message }));

const isMissing = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'not_found';
