import type { RequestInput } from '@/cells/bridge/messages';
import type { ToldRunEvent } from '@/cells/tracking/run-event';
import type { Context } from '../context';
import { type DataFile, signDataUrl } from '../data-url';
import { AppError } from '../errors';
import { listGrantedConnections, openQuery } from '../services/connections';
import { listGranted, openGranted } from '../services/datasets';
import { listGrantedRuns } from '../services/experiments';
import { openGrantedPredictions, readGrantedSketches } from '../services/monitoring';
import { readGranted } from '../services/registry';
import { answerFile } from './answer-file';
import { answerImport } from './answer-import';
import { answerPackage } from './answer-package';
import type { FrameRun, GrantedRequest } from './browser-run';

/** What is remembered of what a frame does. */
interface Kept {
  runs(events: readonly ToldRunEvent[]): Promise<void>;
  /** It reads a version of a data set. */
  input(read: { datasetId: string; version: number }): Promise<void>;
}

/** Answers a headless frame by the grants of its notebook, as the page does for a person's. */
export function answerByGrants(context: Context, notebookId: string, keep: Kept): FrameRun['answer'] {
  const sign = (origin: string, file: DataFile, fileName: string) =>
    signDataUrl(context.config, origin, file, { fileName, notebookId, now: context.now() });
  const answers: {
    readonly [K in GrantedRequest]: (input: RequestInput<K>, origin: string) => Promise<unknown>;
  } = {
    'dataset.list': ({ notebook: imported }) => listGranted(context, { notebookId, imported }),
    'dataset.open': async ({ table, notebook: imported }, origin) => {
      const opened = await openGranted(context, { notebookId, table, imported });
      const { dataset, databaseHash, sourceHash, version } = opened;
      await keep.input({ datasetId: version.datasetId, version: version.number });
      return {
        dataset,
        database: sign(origin, { hash: databaseHash }, `${table}.duckdb`),
        source: sign(origin, { hash: sourceHash }, dataset.fileName),
      };
    },
    'connection.list': () => listGrantedConnections(context, { notebookId }),
    'connection.query': async (input, origin) => {
      const { path } = await openQuery(context, { notebookId, ...input });
      return { url: origin + path };
    },
    'model.read': (input) => readGranted(context, { notebookId, ...input }),
    'predictions.open': async (input, origin) => {
      const { key, ...rest } = await openGrantedPredictions(context, { notebookId, ...input });
      return { ...rest, database: sign(origin, { key }, `${input.model}.duckdb`) };
    },
    'predictions.sketch': (input) => readGrantedSketches(context, { notebookId, ...input }),
    'run.list': (input) => listGrantedRuns(context, { notebookId, ...input }),
    'package.load': (input, origin) => answerPackage(context, notebookId, { input, origin }),
    'file.open': (input, origin) => answerFile(context, notebookId, { input, origin }),
    'notebook.import': (input) => answerImport(context, { notebookId, ...input }),
    'run.log': async ({ events }) => {
      await keep.runs(events);
      return {};
    },
  };
  return (request, input, origin) => {
    const answer = request in answers ? answers[request as GrantedRequest] : undefined; // just seen to be one
    if (!answer)
      throw new AppError('forbidden', `A notebook that runs by itself cannot do this: ${request}.`);
    // The input was parsed by this very request's schema.
    return answer(input as never, origin);
  };
}
