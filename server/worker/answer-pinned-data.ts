import type { RequestInput } from '@/cells/bridge/messages';
import type { Context } from '../context';
import { signDataUrl } from '../data-url';
import { AppError } from '../errors';
import { openQuery } from '../services/connections';
import { describeGranted } from '../services/datasets';
import { isSameTable, type PinnedData } from '../services/retraining';
import { answerFile } from './answer-file';
import { answerImport } from './answer-import';
import { answerPackage } from './answer-package';
import type { AnsweredRequest, FrameRun } from './browser-run';

/** Answers a slice with these versions of its data, whatever its notebook may read of others today. */
export function answerWithPinnedData(
  context: Context,
  { data, notebookId }: { readonly data: PinnedData; readonly notebookId: string },
): FrameRun['answer'] {
  const open = async (pinned: PinnedData[number]) => describeGranted(context, pinned);
  const answers: { [K in AnsweredRequest]?: (input: RequestInput<K>, origin: string) => Promise<unknown> } = {
    'dataset.list': ({ notebook }) =>
      Promise.all(
        data
          .filter((known) => known.notebook === notebook)
          .map(async (pinned) => (await open(pinned)).dataset),
      ),
    'dataset.open': async ({ table, notebook }, origin) => {
      const pinned = data.find((known) => isSameTable(known, { table, notebook }));
      if (!pinned)
        throw new AppError('forbidden', `The table ${table} is not among the data this model was made from.`);
      const { dataset, databaseHash, sourceHash } = await open(pinned);
      const sign = (hash: string, fileName: string) =>
        signDataUrl(context.config, origin, { hash }, { fileName, notebookId, now: context.now() });
      return {
        dataset,
        database: sign(databaseHash, `${table}.duckdb`),
        source: sign(sourceHash, dataset.fileName),
      };
    },
    // Nothing pins what another database holds: the slice asks again, by what its notebook may today, and the comparison shows what came of it.
    'connection.query': async (input, origin) => {
      const { path } = await openQuery(context, { notebookId, ...input });
      return { url: origin + path };
    },
    // By its hash, which the slice holds.
    'file.open': (input, origin) => answerFile(context, notebookId, { input, origin }),
    // A slice has with it what it imports; a notebook that trains asks for the revision that its lock says, and for no other.
    'notebook.import': (input) => {
      if (input.locked) return answerImport(context, { notebookId, ...input });
      throw new AppError(
        'forbidden',
        `Nothing says which revision of ${input.name} is meant. Open the notebook, run the cell that imports from it, and train again.`,
      );
    },
    'package.load': (input, origin) => answerPackage(context, notebookId, { input, origin }),
  };
  return (request, input, origin) => {
    const answer = answers[request];
    if (!answer)
      throw new AppError(
        'forbidden',
        `A model that depends on ${request} cannot be reproduced: that changes from day to day.`,
      );
    // The input was parsed by this very request's schema.
    return answer(input as never, origin);
  };
}
