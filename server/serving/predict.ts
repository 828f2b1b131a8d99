import { z } from 'zod';
import { type RowAnswer, toRowAnswers } from '@/cells/ml/answer-rows';
import type { Columns, Predictions } from '@/cells/ml/model';
import { validateRows } from '@/cells/ml/validate-rows';
import type { Context } from '../context';
import { AppError } from '../errors';
import { createTimedId } from '../id';
import type { ServedDeployment } from '../services/deployments';
import {
  type JsonValue,
  type ModelReference,
  parseReference,
  readExample,
  readPersonal,
  withoutPersonal,
} from '../services/registry';
import type { Shadows } from './ask-shadows';
import { type Caller, subjectKey } from './caller';
import { isKept } from './choose-logged';
import type { Route } from './choose-route';
import type { Served, TrafficCounter } from './count-traffic';
import type { Door } from './door';
import { logFailure, toRecords } from './log-answers';
import type { ModelsInMemory } from './models-in-memory';
import { openRoute } from './open-route';
import type { PredictionLog } from './prediction-log';
import type { ServedVersion, VersionResolver } from './resolve-version';
import { withinTime } from './within-time';

export const largestBody = 10 * 1024 ** 2;
const mostRows = 10_000;

/** Of a request, given by whoever asks. */
export const requestId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,100}$/, 'An id has letters, digits, ".", "_", ":" and "-", at most 100 of them');
const predictionBody = z.union([
  z.array(z.unknown()).transform((rows) => ({ rows, id: undefined, key: undefined })),
  z.object({ rows: z.array(z.unknown()), id: requestId.optional(), key: subjectKey.optional() }),
]);

export interface Answer {
  readonly model: string;
  readonly version: number;
  /** The explicit deployment that chose the version. */
  readonly deployment?: string;
  /** Of the request. A single row has this id too; row n of several has `<id>-<n>`, from 0. */
  readonly id: string;
  readonly predictions: readonly (RowAnswer & { readonly id: string })[];
  /** Only where it is not: the log of the model keeps a part of its requests, and no label can join this one. */
  readonly logged?: false;
  /** Fields that the model does not know. */
  readonly warnings?: readonly string[];
}

export interface Serving {
  /** A served name is its stable version here; `openRoute` says what one request gets. */
  readonly resolve: VersionResolver;
  /** The explicit deployment of a name. */
  readonly deploymentOf: (name: string) => Promise<ServedDeployment | undefined>;
  /** The log of a model keeps one of so many of its requests; 1: all. */
  readonly keptShareOf: (model: string) => Promise<number>;
  readonly door: Door;
  readonly traffic: TrafficCounter;
  readonly shadows: Shadows;
  readonly models: ModelsInMemory;
  readonly log: PredictionLog;
  /** Microseconds since 1970, rising. */
  tick(): number;
}

/** What one request asks of a version. Without an id it gets one; without a key it has the one that its headers name. */
export interface AskedRows {
  readonly rows: readonly unknown[];
  readonly id?: string;
  readonly key?: string;
}

export interface AnsweredRows {
  /** As it was asked for: a model's or a deployment's. */
  readonly name: string;
  readonly version: ServedVersion;
  readonly deployment?: string;
  readonly id: string;
  readonly answers: Answer['predictions'];
  readonly warnings: readonly string[];
  readonly isLogged: boolean;
}

/**
 * Answers the rows of one request with the version that the deployment of the asked name gives it, and gives the answer only after it
 * is in the log, or was not chosen for one that keeps a part of the requests. What is refused or fails after the version is known is always
 * logged, with its status: `read`, which knows the request's form, throws an AppError for that. What is turned away at the door (keys, rate) is counted only, so that nobody fills the disk.
 */
export async function answerRows<Asked extends AskedRows>(
  serving: Serving,
  wanted: ModelReference,
  read: (version: ServedVersion) => Asked,
  caller: Caller = {},
): Promise<AnsweredRows & { readonly asked: Asked }> {
  const arrived = performance.now();
  let id = createTimedId(serving.tick() / 1000);
  const { route, leave } = await openRoute(serving, wanted, { ...caller, request: caller.request ?? id });
  const { limits, shadow } = route;
  let { key } = caller;
  let version: ServedVersion | undefined;
  const passed = () => performance.now() - arrived;
  try {
    version = await serving.resolve(route.reference);
    const oneOf = await serving.keptShareOf(version.model);
    const asked = read(version);
    requireFewRows(asked.rows.length, Math.min(limits.rows ?? mostRows, mostRows));
    id = asked.id ?? id;
    key = asked.key ?? key;
    const { rows, warnings } = readRows(version, asked.rows);
    const answering = serving.models.get(version).then((model) => model.predict(rows));
    const predictions = await withinTime(answering, limits.milliseconds, wanted.model);
    const answers = toAnswers(id, rows.numRows, predictions);
    const isLogged = isKept(id, oneOf);
    const latency = passed();
    if (isLogged)
      await serving.log.append(
        toRecords(serving, { route, version, id, key, rows, answers, latency, oneOf }),
      );
    countAnswer(serving, route, { version, latency, failed: false, answers, cost: predictions.cost });
    if (shadow && route.deployment && shadow.version !== version.number)
      serving.shadows.ask({
        ...{ ...shadow, model: version.model, deployment: route.deployment },
        ...{ rows: asked.rows, id, key, answers, oneOf },
      });
    const deployment = route.isExplicit ? route.deployment : undefined;
    return { name: wanted.model, version, deployment, id, asked, answers, warnings, isLogged };
  } catch (error) {
    // Without a version there is no model to speak of.
    if (version) {
      const latency = passed();
      countAnswer(serving, route, { version, latency, failed: true, answers: [] });
      await logFailure(serving, { route, version, id, key, error, latency });
    }
    throw error;
  } finally {
    leave();
  }
}

function countAnswer(
  { traffic }: Serving,
  { deployment, role, split }: Route,
  {
    version,
    ...answered
  }: Pick<Served, 'failed' | 'latency' | 'answers' | 'cost'> & { version: ServedVersion },
): void {
  if (deployment && role) traffic.add({ deployment, role, split, version: version.number, ...answered });
}

/** The answer to Cellar's own form of a request. */
export async function predict(
  serving: Serving,
  reference: string,
  body: unknown,
  caller: Caller = {},
): Promise<Answer> {
  const { version, deployment, id, answers, warnings, isLogged } = await answerRows(
    serving,
    parseReference(reference),
    () => parseBody(body, mostRows),
    { ...caller, ...peekSubject(body) },
  );
  return {
    model: version.model,
    version: version.number,
    ...(deployment !== undefined && { deployment }),
    id,
    predictions: answers,
    ...(!isLogged && { logged: false }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Whom a body is about: it decides on the version before the rest of it is read. What is wrong with it is told then. */
export function peekSubject(body: unknown): Pick<Caller, 'key' | 'request'> {
  const { id, key } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const subject = subjectKey.safeParse(key).data;
  const request = requestId.safeParse(id).data;
  return { ...(subject !== undefined && { key: subject }), ...(request !== undefined && { request }) };
}

/** What a caller has to know of a model: its signature and a row that works. */
export async function describeServed(context: Context, serving: Serving, reference: string) {
  const wanted = parseReference(reference);
  const version = await serving.resolve(wanted);
  const requiresKey = (await serving.deploymentOf(wanted.model))?.routes.requiresKey ?? false;
  const { task, target, learner, signature } = version.manifest;
  const personal = await readPersonal(context, version.id);
  const example = await readExample(context.storage, version.files, { signature, personal });
  return {
    name: wanted.model,
    model: version.model,
    version: version.number,
    requiresKey,
    task,
    target,
    learner,
    signature: withoutPersonal(signature, personal),
    example: { rows: [example] } satisfies { rows: Record<string, JsonValue>[] },
    call: {
      method: 'POST',
      url: `${context.config.url}/api/models/${reference}/predict`,
      headers: {
        'Content-Type': 'application/json',
        ...(requiresKey && { Authorization: 'Bearer <key of the deployment>' }),
      },
      body: '{"rows": [{…}], "id": "optional, yours", "key": "optional, whom it is about"}, or just the array of rows',
      explain: `POST ${context.config.url}/api/models/${reference}/explain with the same body: what each input did, where the model can tell`,
      reference:
        'name is its champion, or what its deployment sends the caller to; name@alias is that alias, name@3 version 3',
      labels: `POST ${context.config.url}/api/models/${wanted.model}/labels {"labels": [{"id": "of the prediction", "label": "the truth"}]}`,
    },
  };
}

export function parseBody(body: unknown, mostRows: number) {
  const parsed = predictionBody.safeParse(body);
  if (!parsed.success) {
    const { id = 'none', key = 'none' } = (body ?? {}) as { id?: unknown; key?: unknown };
    const wrong = requestId.safeParse(id).error ?? subjectKey.safeParse(key).error;
    throw new AppError(
      'bad_request',
      wrong ? `${wrong.issues[0]?.message}.` : 'Send {"rows": [{…}]}, or just the array of rows, as JSON.',
    );
  }
  requireFewRows(parsed.data.rows.length, mostRows);
  return parsed.data;
}

/** @throws AppError too_large; readers of other forms call it before they make rows of what came */
export function requireFewRows(rows: number, most = mostRows): void {
  if (rows > most)
    throw new AppError(
      'too_large',
      `One request may have ${toGrouped(most)} rows; this one has ${rows}. Send it in parts.`,
    );
}

const toGrouped = (count: number) => String(count).replace(/(\d)(?=\d{3}$)/, '$1 ');

export function readRows(
  version: ServedVersion,
  given: readonly unknown[],
): { rows: Columns; warnings: readonly string[] } {
  const read = validateRows(version.manifest.signature, given);
  if (read.ok) return read;
  const [first] = read.problems;
  const more =
    read.total > 1
      ? ` There are ${read.total} such problems; detail.rows lists ${read.problems.length === read.total ? 'them' : `the first ${read.problems.length}`}.`
      : '';
  throw new AppError('unprocessable', `${first?.message ?? 'The rows do not match the signature.'}${more}`, {
    detail: { rows: read.problems, total: read.total },
  });
}

export const toAnswers = (id: string, count: number, predictions: Predictions): Answer['predictions'] =>
  toRowAnswers(predictions, count).map((answer, row) => ({
    id: count === 1 ? id : `${id}-${row}`,
    ...answer,
  }));
