import { createReadStream } from 'node:fs';
import { eq } from 'drizzle-orm';
import type { PersonalMark } from '@/cells/personal';
import { actingAs, type Context, type System } from '../context';
import { datasets } from '../db/schema';
import { AppError, toPublicError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { addDatasetFile, markPersonal } from '../services/datasets';
import {
  partsOf,
  readForScoring,
  recordScoring,
  type ScoringJob,
  scoreDatasetJob,
} from '../services/scorings';
import { servingOf } from '../serving';
import { type ScoredTable, scoreDataset } from '../serving/scoring/score-dataset';

export { scoreDatasetJob };

/**
 * Scores a data set version. Killed at any moment and delivered again it goes on after the last whole part, and registers the same
 * content once. What cannot work is said in words; what may pass is tried again.
 */
export async function scoreData(
  system: System,
  { data, signal, retryCount }: Job<ScoringJob>,
): Promise<void> {
  const id = data.scoringId;
  const context = actingAs(system, await actorOf(system, workerId));
  const scoring = await readForScoring(context, id);
  if (scoring?.state !== 'waiting' && scoring?.state !== 'running') return;
  try {
    const { databaseHash, dataset } = scoring.data;
    const version = await servingOf(system).resolve({
      model: scoring.model,
      target: { version: scoring.version },
    });
    const work = {
      ...{ id, version, databaseHash, rows: scoring.rows, signal },
      async onPart(doneRows: number) {
        const { isWanted } = await recordScoring(context, { id, change: { state: 'running', doneRows } });
        return isWanted;
      },
    };
    // What comes out belongs to whoever asked.
    const asker = actingAs(system, await actorOf(system, scoring.createdBy));
    const done = await scoreDataset(context, work, async (scored) => {
      const added = await addScored(asker, { scored, ...scoring, dataset, signal });
      return { added, refusedRows: scored.refusedRows, refusals: [...scored.refusals] };
    });
    if (!done) return;
    const { added, ...refused } = done;
    const result = { resultDatasetId: added.datasetId, resultVersion: added.version };
    await recordScoring(context, {
      id,
      change: { state: 'done', doneRows: scoring.rows, ...refused, ...result },
    });
    for (const { key } of await context.storage.listKeys(partsOf(id))) await context.storage.removeKey(key);
  } catch (error) {
    if (signal.aborted) throw new AppError('unavailable', 'The worker is stopping.', { cause: error });
    const { status, message } = toPublicError(error);
    const mayPass = status >= 500 && status !== 507;
    if (mayPass && retryCount < (scoreDatasetJob.retryLimit ?? 0)) throw error;
    if (mayPass) system.log.error('A data set could not be scored', { scoring: id, error });
    await recordScoring(context, { id, change: { state: 'failed', detail: message } });
  }
}

interface Scored {
  readonly scored: ScoredTable;
  readonly model: string;
  readonly version: number;
  readonly output: string;
  readonly data: { readonly personal: Readonly<Record<string, PersonalMark>> };
  readonly datasetVersion: number;
  readonly dataset: string;
  readonly signal: AbortSignal;
}

/** The same content gives the version that is there. What a person said of the data's columns is said of these too. */
async function addScored(
  context: Context,
  { scored, model, version, output, data, datasetVersion, dataset, signal }: Scored,
) {
  const added = await addDatasetFile(context, {
    name: output,
    fileName: `${dataset}-by-${model}-v${version}.parquet`.replaceAll(/[\\/]/g, '-'),
    content: createReadStream(scored.path),
    about: {
      note: `Answers of ${model} version ${version} to ${dataset} version ${datasetVersion}`,
      madeFrom: [`${dataset}@${datasetVersion}`],
    },
    signal,
  });
  const made = await context.db.query.datasets.findFirst({ where: eq(datasets.id, added.datasetId) });
  for (const [column, mark] of Object.entries(data.personal))
    if (made && !Object.hasOwn(made.personal, column))
      await markPersonal(context, { id: made.id, column, mark });
  return added;
}
