import type { Context as HonoContext } from 'hono';
import { z } from 'zod';
import type { Context } from '../../context';
import type { Route } from '../../http/route';
import type { Action } from '../../permissions';
import { answerError, MlflowError, type MlflowErrorCode } from './errors';

/** One call of the API: `path` below `/api/2.0/mlflow/`. Answers a JSON object, with status 200 always. */
export interface Endpoint {
  readonly method: Route['method'];
  readonly path: string;
  readonly policy: Action;
  /** What a conflict is called here. */
  readonly conflict?: MlflowErrorCode;
  readonly maxBody?: number;
  answer(context: Context, fields: Record<string, unknown>): Promise<object>;
}

export function endpoint<Input extends z.ZodType>(definition: {
  method: Route['method'];
  path: string;
  policy: Action;
  conflict?: MlflowErrorCode;
  maxBody?: number;
  input: Input;
  run(context: Context, input: z.output<Input>): Promise<object>;
}): Endpoint {
  const { input, run, ...rest } = definition;
  return { ...rest, answer: (context, fields) => run(context, parse(input, fields)) };
}

const bases = ['/api/2.0/mlflow/', '/ajax-api/2.0/mlflow/'];

export const routesFor = (endpoints: readonly Endpoint[]): Route[] =>
  endpoints.flatMap((known) => bases.map((base) => toRoute(base, known)));

function toRoute(base: string, { method, path, policy, conflict, maxBody, answer }: Endpoint): Route {
  return {
    method,
    path: `${base}${path}`,
    policy,
    maxBody: maxBody ?? 1024 ** 2,
    readsOnly: policy.endsWith('.read'),
    async handle(request, context) {
      try {
        const fields = { ...(await fieldsOf(request)), ...request.req.param() };
        return Response.json(await answer(context, fields), { headers: { 'Cache-Control': 'no-store' } });
      } catch (error) {
        const answered = answerError(error, conflict);
        if (answered.status === 500)
          context.log.error('A call of MLflow failed', { path: request.req.path, error });
        return answered;
      }
    },
  };
}

/** GET says it in the address; everything else, DELETE too, in a JSON body. */
async function fieldsOf(request: HonoContext): Promise<Record<string, unknown>> {
  const asked = Object.fromEntries(
    Object.entries(request.req.queries()).map(([key, values]) => [
      key,
      values.length === 1 ? values[0] : values,
    ]),
  );
  if (request.req.method === 'GET') return asked;
  const text = await request.req.text();
  if (text === '') return asked;
  if (!/^application\/json\b/i.test(request.req.header('content-type') ?? ''))
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      'Send JSON, with the header Content-Type: application/json.',
    );
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'The body is not JSON.');
  }
  const object = z.record(z.string(), z.unknown()).safeParse(body);
  if (!object.success) throw new MlflowError('INVALID_PARAMETER_VALUE', 'The body is not a JSON object.');
  return { ...asked, ...object.data };
}

function parse<Input extends z.ZodType>(schema: Input, fields: Record<string, unknown>): z.output<Input> {
  // proto3 JSON: null is the same as absent.
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  if (issue?.path.length === 1 && given[field] === undefined)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Missing value for required parameter '${field}'. See the API docs for more information about request parameters.`,
    );
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `Invalid value for parameter '${field}': ${issue?.message}.`,
  );
}
