import type { Columns, Explanation, MarginScale } from '@/cells/ml/model';
import { takeTableRows } from '@/cells/ml/read-table';
import { createTimedId } from '../id';
import { parseReference } from '../services/registry';
import type { Caller } from './caller';
import type { ModelInMemory } from './model-in-memory';
import { openRoute } from './open-route';
import { type Answer, parseBody, peekSubject, readRows, type Serving, toAnswers } from './predict';
import type { ServedVersion } from './resolve-version';
import { withinTime } from './within-time';

const mostRows = 1000;
/** Explained at once: predictions of the same model that come meanwhile are answered in between. */
const chunkRows = 50;

type ByInput = Readonly<Record<string, number>>;

export interface ExplainedAnswer {
  readonly model: string;
  readonly version: number;
  /** What base and contributions are measured in; they sum to the margin, of which the prediction is made. */
  readonly scale: MarginScale;
  /** The one number that is explained, or the classes or quantile levels by which base and contributions are told. */
  readonly outputs: readonly string[];
  readonly explanations: readonly (Omit<Answer['predictions'][number], 'id'> & {
    readonly base: number | Readonly<Record<string, number>>;
    readonly contributions: ByInput | Readonly<Record<string, ByInput>>;
    /** Standard errors of the contributions, where those were sampled. */
    readonly errors?: ByInput | Readonly<Record<string, ByInput>>;
  })[];
  readonly warnings?: readonly string[];
}

/**
 * What each input did in the predictions of the rows, with one version. Nothing of it is logged: it is no prediction that anyone
 * acts on.
 * @throws AppError unprocessable when the model cannot tell
 */
export async function explain(
  serving: Serving,
  reference: string,
  body: unknown,
  caller: Caller = {},
): Promise<ExplainedAnswer> {
  const about = { request: createTimedId(serving.tick() / 1000), ...caller, ...peekSubject(body) };
  const wanted = parseReference(reference);
  const { route, leave } = await openRoute(serving, wanted, about);
  try {
    const version = await serving.resolve(route.reference);
    const { rows, milliseconds } = route.limits;
    const request = parseBody(body, Math.min(rows ?? mostRows, mostRows));
    return await withinTime(explainRows(serving, version, request.rows), milliseconds, wanted.model);
  } finally {
    leave();
  }
}

async function explainRows(
  serving: Serving,
  version: ServedVersion,
  given: readonly unknown[],
): Promise<ExplainedAnswer> {
  const { rows, warnings } = readRows(version, given);
  const model = await serving.models.get(version);
  const explanations: ExplainedAnswer['explanations'][number][] = [];
  let about: Pick<Explanation, 'scale' | 'outputs'> | undefined;
  for (const chunk of toChunks(rows)) {
    const { predictions, explanation } = await model.explain(chunk);
    about = explanation;
    toAnswers('', chunk.numRows, predictions).forEach(({ id: _, ...answer }, row) => {
      explanations.push({ ...answer, ...explainRow(explanation, row) });
    });
  }
  const { scale, outputs } = about ?? (await describeMargins(model, rows));
  return {
    ...{ model: version.model, version: version.number, scale, outputs, explanations },
    ...(warnings.length > 0 && { warnings }),
  };
}

function toChunks(rows: Columns): Columns[] {
  return Array.from({ length: Math.ceil(rows.numRows / chunkRows) }, (_, chunk) => {
    const start = chunk * chunkRows;
    const length = Math.min(chunkRows, rows.numRows - start);
    return takeTableRows(
      rows,
      Uint32Array.from({ length }, (_, i) => start + i),
    );
  });
}

/** Of no rows too, so that a caller who sends none hears of a model that cannot tell. */
async function describeMargins(model: ModelInMemory, none: Columns) {
  return (await model.explain(none)).explanation;
}

function explainRow(
  { features, outputs, base, values, errors }: Explanation,
  row: number,
): Pick<ExplainedAnswer['explanations'][number], 'base' | 'contributions' | 'errors'> {
  const byInput = (numbers: Float64Array, output: number): ByInput =>
    Object.fromEntries(
      features.map((name, i) => [name, numbers[(row * outputs.length + output) * features.length + i] ?? 0]),
    );
  const byOutput = (numbers: Float64Array) =>
    outputs.length === 1
      ? byInput(numbers, 0)
      : Object.fromEntries(outputs.map((name, output) => [name, byInput(numbers, output)]));
  return {
    base:
      outputs.length === 1
        ? (base[0] ?? 0)
        : Object.fromEntries(outputs.map((name, output) => [name, base[output] ?? 0])),
    contributions: byOutput(values),
    ...(errors && { errors: byOutput(errors) }),
  };
}
