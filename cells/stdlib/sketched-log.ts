import type { SketchedColumn, SketchedWhile } from '@/cells/bridge/messages';
import type { ChunkPeriod, SampledColumn } from '@/cells/statistics';
import { type LogWindow, toInstants } from './prediction-window';
import type { StandardLibraryServices } from './services';
import type { LogSummary } from './summarize-log';

export interface SketchWindow extends LogWindow {
  /** Length of a part; `week` unless given. */
  readonly per?: ChunkPeriod;
}

/** What was asked and answered in a while, without its rows: `columns` are the model's inputs, `prediction` and `latency_ms`. */
export interface SketchedPart extends SketchedWhile {
  /** What `stats.drift` compares with a profile. */
  readonly summary: LogSummary;
}

/** A long window of a log. Counts, means and extremes are those of all rows; what else is said of values is as right as `error`. */
export interface SketchedLog extends SketchedPart {
  readonly model: string;
  /** Whole hours. */
  readonly from: Date;
  readonly to: Date;
  /** `rank`: what ranks and shares may be off by, 0..1. `distinct`: the standard error of a number of distinct values, as a share of it. */
  readonly error: { readonly rank: number; readonly distinct: number };
  /** Days that are over are read from sketches; of the rest the rows are. */
  readonly sketchedDays: number;
  readonly rowsRead: number;
  /** In order of time; those without a row are left out. */
  readonly parts: readonly (SketchedPart & { readonly at: Date })[];
}

export async function openSketches(
  request: StandardLibraryServices['request'],
  model: string,
  { per, deployment, ...window }: SketchWindow,
): Promise<SketchedLog> {
  const { from, to } = toInstants(
    { last: window.from === undefined ? '52 weeks' : undefined, ...window },
    Date.now(),
  );
  const found = await request('predictions.sketch', {
    ...{ model, from: from ?? new Date(0).toISOString() },
    ...(to && { to }),
    ...(per && { per }),
    ...(deployment && { deployment }),
  });
  return {
    ...found,
    ...{
      model,
      summary: summaryOf(found, found.error.rank),
      from: new Date(found.from),
      to: new Date(found.to),
    },
    parts: found.parts.map((part) => ({
      ...part,
      at: new Date(part.at),
      summary: summaryOf(part, found.error.rank),
    })),
  };
}

function summaryOf({ answered, evidence, columns }: SketchedWhile, rankError: number): LogSummary {
  const share = answered > 0 ? evidence / answered : 1;
  const sampled = Object.entries(columns).map(([name, column]) => [name, sampleOf(column, share)] as const);
  const most = sampled.reduce((length, [, { sample }]) => Math.max(length, sample.length), 0);
  return {
    ...{ rows: answered, evidence, sampled: most, rankError },
    columns: Object.fromEntries(sampled),
  };
}

/** Texts are laid out as often as their share of a sample is. */
const mostTexts = 1000;

/** `share`: what the log knows of the rows, 0..1; chance is judged by so many. */
function sampleOf(column: SketchedColumn, share: number): SampledColumn {
  const { count } = column;
  const [rows, missing] = [count * share, column.missing * share];
  if (column.kind === 'number')
    return {
      sample: column.sample,
      rows,
      missing,
      ...(column.mean !== undefined && { mean: column.mean }),
    };
  const length = Math.min(Math.ceil(rows), mostTexts);
  const sample: string[] = [];
  let reached = 0;
  for (const [value, n] of [...column.frequencies, ['(other values)', column.other] as const]) {
    reached += n;
    // By the running sum, so that what is rounded does not add up.
    while (sample.length < Math.round((reached / Math.max(count, 1)) * length)) sample.push(value);
  }
  return { sample, rows, missing };
}
