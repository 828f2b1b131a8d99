import { createHash } from 'node:crypto';
import type { Column, Columns } from '@/cells/ml/model';
import { isPictureText, readPictureText } from '@/cells/ml/picture-text';
import { toPublicError } from '../errors';
import type { PredictionRecord } from '../services/monitoring/log-format';
import type { Route } from './choose-route';
import type { Answer, Serving } from './predict';
import type { ServedVersion } from './resolve-version';

/** Which request a record tells of. */
interface Told {
  readonly route: Pick<Route, 'deployment' | 'role'>;
  readonly id: string;
  readonly key: string | undefined;
  readonly latency: number;
}

interface Answered extends Told {
  readonly version: ServedVersion;
  readonly rows: Columns;
  readonly answers: Answer['predictions'];
  /** The log keeps one of so many requests: this one stands for them. */
  readonly oneOf: number;
}

export function toRecords(
  serving: Pick<Serving, 'tick'>,
  { route, version, id, key, rows, answers, latency, oneOf }: Answered,
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
    ...{ deployment: route.deployment, role: route.role, key },
    ...(oneOf > 1 && { standsFor: oneOf }),
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

interface Failure extends Told {
  readonly version: ServedVersion;
  readonly error: unknown;
}

/** What was refused or failed after a version was chosen is a row too, with its status: each one, whatever share of the answers is kept. */
export async function logFailure(
  serving: Pick<Serving, 'log' | 'tick'>,
  { route, version, id, key, error, latency }: Failure,
): Promise<void> {
  const { status, code, message } = toPublicError(error);
  // With a full disk there is nowhere to write.
  if (code === 'storage_full') return;
  await serving.log
    .append([
      {
        kind: 'prediction',
        model: version.model,
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
        ...{ deployment: route.deployment, role: route.role, key },
      },
    ])
    // The caller hears of the first failure; that it could not be logged is the smaller news.
    .catch(() => {});
}
