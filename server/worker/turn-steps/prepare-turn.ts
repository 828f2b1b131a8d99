import { and, eq } from 'drizzle-orm';
import { datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { stateOfVersion } from '../../services/datasets';
import {
  addLabelledRows,
  chooseNewest,
  type ForTurn,
  isSameTable,
  listNotebookData,
  type NextStep,
  readTrainingNotebook,
  sayMissed,
} from '../../services/retraining';
import { formatRows } from './say-rows';
import type { StepMeans } from './step';

/** The data of the turn: newest versions, or the log's labelled rows as a version of their own. Waits while a check of it runs. */
export async function prepareTurn(
  { turn, model, champion }: ForTurn,
  { context }: StepMeans,
): Promise<NextStep | undefined> {
  if (!champion)
    throw new AppError('not_found', `Version ${turn.champion} of ${model} was deleted meanwhile.`);
  const { notebook } = turn.rule;
  const read = notebook && (await readTrainingNotebook(context, notebook));
  const { data: newest, pending } = notebook
    ? await listNotebookData(context, notebook.id, champion)
    : await chooseNewest(context, champion.data);
  const by = read ? `“${read.title}”, revision ${read.revision}, trains` : 'Trains';
  // The labelled rows go along with what the champion read, which was checked when it was trained.
  if (pending && (read || turn.rule.data === 'newest')) return undefined;
  if (turn.rule.data === 'newest') {
    // Of other cells something else may come, on the same data too.
    const isOther = read && read.revisionId !== champion.revisionId;
    const found = champion.data.map((before) => ({
      before,
      now: newest.find((one) => isSameTable(one, before)),
    }));
    const missed = found.find(({ now }) => !now);
    if (notebook && read && missed && !isOther)
      throw new AppError(
        'unprocessable',
        await sayMissed(context, { id: notebook.id, title: read.title }, missed.before),
      );
    const isFresh = found.some(
      ({ before, now }) => before.version !== now?.version || before.datasetId !== now.datasetId,
    );
    if (!isFresh && !isOther)
      return {
        to: 'nothing-new',
        words:
          champion.data.length === 0
            ? 'The champion was trained on no data set: its cells would give the same model again'
            : `The champion was trained on the newest data already: ${champion.data.map(({ name, version }) => `${name} v${version}`).join(', ')}`,
      };
    return {
      to: 'training',
      words: `${by} on ${newest.map(({ name, version }) => `${name} v${version}`).join(', ') || 'no data set'}`,
      set: { data: newest },
    };
  }
  const made = await addLabelledRows(context, { model, turn, champion, data: newest });
  if (!made)
    return { to: 'nothing-new', words: 'The prediction log has no answered row whose truth is known' };
  const { pinned, added } = made;
  const version = await context.db.query.datasetVersions.findFirst({
    where: and(eq(datasetVersions.datasetId, pinned.datasetId), eq(datasetVersions.number, pinned.version)),
  });
  const { state } = version ? await stateOfVersion(context, version) : { state: 'failed' };
  if (state === 'pending') return undefined;
  if (state === 'failed')
    return {
      to: 'failed',
      words: `${pinned.name} v${pinned.version}, made of v${added.base} and the log, failed the data set’s checks: see its page`,
      set: { added },
    };
  if (!read && champion.data.some((before) => isSameTable(before, pinned) && before.hash === pinned.hash))
    return { to: 'nothing-new', words: 'The champion was trained on these rows already', set: { added } };
  return {
    to: 'training',
    words: `${by} on ${pinned.name} v${pinned.version}: v${added.base} and ${formatRows(added.rows)} of the prediction log`,
    set: {
      added,
      data: (read ? newest : champion.data).map((one) => (isSameTable(one, pinned) ? pinned : one)),
    },
  };
}
