import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Column, Columns, Predictions } from '@/cells/ml/model';
import { isPictureText, readPictureText } from '@/cells/ml/picture-text';
import { validateRows } from '@/cells/ml/validate-rows';
import type { Context } from '../context';
import { AppError, toPublicError } from '../errors';
import { createTimedId } from '../id';
import type { PredictionRecord } from '../services/monitoring/log-format';
import {
  type JsonValue,
  type ModelReference,
  parseReference,
  readExample,
  readPersonal,
  withoutPersonal,
} from '../services/registry';
import { type Caller, subjectKey } from './caller';
import type { ModelsInMemory } from './models-in-memory';
import type { PredictionLog } from './prediction-log';
import type { ServedVersion, VersionResolver } from './resolve-version';

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
  /** Of the request. A single row has this id too; row n of several has `<id>-<n>`, from 0. */
  readonly id: string;
  readonly predictions: readonly {
    readonly id: string;
    readonly prediction: string | number | null;
    readonly probabilities?: Readonly<Record<string, number>>;
  }[];
  /** Fields that the model does not know. */
  readonly warnings?: readonly string[];
}

export interface Serving {
  readonly resolve: VersionResolver;
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
  readonly version: ServedVersion;
  readonly id: string;
  readonly answers: Answer['predictions'];
  readonly warnings: readonly string[];
}

/**
 * Answers the rows of one request with one version, and gives the answer only after it is in the log. What is refused or fails
 * after the model is known is logged as well, with its status: `read`, which knows the request's form, throws an AppError for that.
 */
export async function answerRows<Asked extends AskedRows>(
  serving: Serving,
  wanted: ModelReference,
  read: (version: ServedVersion) => Asked,
  caller: Caller = {},
): Promise<AnsweredRows & { readonly asked: Asked }> {
  const arrived = performance.now();
  let version: ServedVersion | undefined;
  let id = createTimedId(serving.tick() / 1000);
  let { key } = caller;
  try {
    version = await serving.resolve(wanted);
    const asked = read(version);
    requireFewRows(asked.rows.length);
    id = asked.id ?? id;
    key = asked.key ?? key;
    const { rows, warnings } = readRows(version, asked.rows);
    const model = await serving.models.get(version);
    const predictions = await model.predict(rows);
    const answers = toAnswers(id, rows.numRows, predictions);
    const latency = performance.now() - arrived;
    await serving.log.append(toRecords(serving, { version, id, key, rows, answers, latency }));
    return { version, id, asked, answers, warnings };
  } catch (error) {
    await logFailure(serving, wanted, { version, id, key, error, latency: performance.now() - arrived });
    throw error;
  }
}

/** The answer to Cellar's own form of a request. */
export async function predict(
  serving: Serving,
  reference: string,
  body: unknown,
  caller: Caller = {},
): Promise<Answer> {
  const { version, id, answers, warnings } = await answerRows(
    serving,
    parseReference(reference),
    () => parseBody(body, mostRows),
    caller,
  );
  return {
    model: version.model,
    version: version.number,
    id,
    predictions: answers,
    ...(warnings.length > 0 && { warnings }),
  };
}

/** What a caller has to know of a model: its signature and a row that works. */
export async function describeServed(context: Context, serving: Serving, reference: string) {
  const version = await serving.resolve(parseReference(reference));
  const { task, target, learner, signature } = version.manifest;
  const personal = await readPersonal(context, version.id);
  const example = await readExample(context.storage, version.files, { signature, personal });
  return {
    model: version.model,
    version: version.number,
    task,
    target,
    learner,
    signature: withoutPersonal(signature, personal),
    example: { rows: [example] } satisfies { rows: Record<string, JsonValue>[] },
    call: {
      method: 'POST',
      url: `${context.config.url}/api/models/${reference}/predict`,
      headers: { 'Content-Type': 'application/json' },
      body: '{"rows": [{…}], "id": "optional, yours", "key": "optional, whom it is about"}, or just the array of rows',
      explain: `POST ${context.config.url}/api/models/${reference}/explain with the same body: what each input did, where the model can tell`,
      reference: 'name is its champion, name@alias that alias, name@3 version 3',
      labels: `POST ${context.config.url}/api/models/${version.model}/labels {"labels": [{"id": "of the prediction", "label": "the truth"}]}`,
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

export function toAnswers(
  id: string,
  count: number,
  { values, probabilities }: Predictions,
): Answer['predictions'] {
  return Array.from({ length: count }, (_, row) => {
    const value = values[row] ?? null;
    return {
      id: count === 1 ? id : `${id}-${row}`,
      prediction: typeof value === 'number' && !Number.isFinite(value) ? null : value,
      ...(probabilities && {
        probabilities: Object.fromEntries(
          probabilities.classes.map((name, k) => [
            name,
            probabilities.values[row * probabilities.classes.length + k] ?? 0,
          ]),
        ),
      }),
    };
  });
}

interface Answered {
  readonly version: ServedVersion;
  readonly id: string;
  readonly key: string | undefined;
  readonly rows: Columns;
  readonly answers: Answer['predictions'];
  readonly latency: number;
}

function toRecords(
  serving: Serving,
  { version, id, key, rows, answers, latency }: Answered,
): PredictionRecord[] {
  return answers.map((answer, row) => ({
    kind: 'prediction',
    model: version.model,
    id: answer.id,
    request: id,
    at: serving.tick(),
    version: version.number,
    latency: Math.round(latency * 1000) / 1000,
    status: 200,
    error: null,
    inputs: Object.fromEntries(rows.columns.map((column) => [column.name, valueAt(column, row)])),
    prediction: answer.prediction,
    probabilities: answer.probabilities ?? null,
    key,
  }));
}

function valueAt(column: Column, row: number): string | number | boolean | null {
  if (column.type === 'string') return logText(column.values[row] ?? null);
  const value = column.values[row];
  if (value === undefined || Number.isNaN(value)) return null;
  return column.type === 'boolean' ? value === 1 : value;
}

/** Of a picture its hash: the log tells the same from another, and keeps no picture. */
const logText = (text: string | null): string | null =>
  isPictureText(text) && text
    ? `picture sha256:${createHash('sha256').update(readPictureText(text)).digest('hex')}`
    : text;

interface Failure {
  readonly version: ServedVersion | undefined;
  readonly id: string;
  readonly key: string | undefined;
  readonly error: unknown;
  readonly latency: number;
}

async function logFailure(
  serving: Serving,
  { model }: ModelReference,
  { version, id, key, error, latency }: Failure,
): Promise<void> {
  const { status, code, message } = toPublicError(error);
  // Without a version there is no model to speak of; with a full disk there is nowhere to write.
  if (!version || code === 'storage_full') return;
  await serving.log
    .append([
      {
        kind: 'prediction',
        model,
        id,
        request: id,
        at: serving.tick(),
        version: version.number,
        latency: Math.round(latency * 1000) / 1000,
        status,
        error: message.slice(0, 2000),
        inputs: null,
        prediction: null,
        probabilities: null,
        key,
      },
    ])
    // The caller hears of the first failure; that it could not be logged is the smaller news.
    .catch(() => {});
}
