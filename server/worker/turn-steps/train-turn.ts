import { eq } from 'drizzle-orm';
import { parseManifest } from '@/cells/ml/manifest';
import type { PackageFiles, PackageManifest } from '@/cells/ml/model';
import type { Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { promoteModel, readForVerification, recordBlob } from '../../services/registry';
import {
  type ForTurn,
  type NextStep,
  readTrainingNotebook,
  type TrainingNotebook,
} from '../../services/retraining';
import { formatRows } from './say-rows';
import type { StepMeans } from './step';

/** What comes out of a training, as a promotion takes it; but for the files, which are stored first. */
type Trained = Pick<
  Parameters<typeof promoteModel>[1],
  'notebookId' | 'revisionId' | 'slice' | 'sliceCells' | 'totalCells' | 'output' | 'datasets'
> & { readonly files: PackageFiles };

/** Trains the candidate and promotes it, once: a version that the turn has made is not trained again. */
export async function trainTurn(subject: ForTurn, means: StepMeans): Promise<NextStep> {
  const { turn, model, champion } = subject;
  const { context } = means;
  if (!champion || !turn.data)
    throw new AppError('not_found', `Version ${turn.champion} of ${model} was deleted meanwhile.`);
  const idempotencyKey = `retraining-${turn.id}`;
  const known = await findMade(context, idempotencyKey);
  if (known) return proving(known);
  const { notebook } = turn.rule;
  const { files, ...about } = notebook
    ? await trainByNotebook(subject, notebook, means)
    : await trainAgain(subject, means);
  const manifest = parseManifest(files.get('cellar.json') ?? new Uint8Array());
  if (notebook) requireFit(manifest, champion.manifest, champion.number);
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of files) stored[path] = await context.storage.put(bytes);
  const { weights } = manifest;
  const isSame =
    weights.length > 0 && weights.every((path) => stored[path]?.hash === champion.files[path]?.hash);
  if (isSame)
    return {
      to: 'nothing-new',
      words: `The same weights came out as those of version ${champion.number}: the cells leave the new rows out, for example by a filter. Look at them in the notebook`,
    };
  for (const blob of Object.values(stored)) await recordBlob(context, blob);
  await promoteModel(context, {
    ...{ ...about, model, files: stored, idempotencyKey },
    description: `Retrained, turn ${turn.number}: ${turn.causeWords}`,
  });
  const made = await findMade(context, idempotencyKey);
  if (!made)
    throw new AppError('conflict', `The version that was trained for ${model} was deleted just now.`);
  return proving(made);
}

/** The champion's own cells. */
async function trainAgain(
  { turn: { id: turnId, data, champion: number }, model, champion }: ForTurn,
  { context, signal, train }: StepMeans,
): Promise<Trained> {
  const subject = champion && (await readForVerification(context, champion.id));
  if (!champion || !subject || !data)
    throw new AppError('not_found', `Version ${number} of ${model} was deleted meanwhile.`);
  const { notebookId, revisionId, sliceCells, totalCells, output } = champion;
  return {
    files: await train(context, { ...subject, data }, { turnId, signal }),
    ...{ notebookId, revisionId, slice: subject.slice, sliceCells, totalCells, output },
    datasets: data.map(({ table, hash, notebook }) => ({ table, hash, notebook })),
  };
}

/** The notebook that the rule names, at the revision that was its newest when the turn began. */
async function trainByNotebook(
  { turn: { id: turnId, data } }: ForTurn,
  notebook: TrainingNotebook,
  { context, signal, trainNotebook }: StepMeans,
): Promise<Trained> {
  const { html, revisionId } = await readTrainingNotebook(context, notebook);
  const { id: notebookId, output } = notebook;
  const proposal = await trainNotebook(
    context,
    { html, notebookId, output, data: data ?? [] },
    { turnId, signal },
  );
  return {
    files: new Map(Object.entries(proposal.files)),
    ...{ notebookId, revisionId, slice: proposal.slice, totalCells: proposal.totalCells },
    ...{ sliceCells: proposal.sliceCells.length, output: proposal.output, datasets: proposal.datasets },
  };
}

/** Whoever calls the champion must get the same kind of answer, for the same rows. */
function requireFit(made: PackageManifest, champion: PackageManifest, version: number): void {
  if (made.target !== champion.target || made.task !== champion.task)
    throw new AppError(
      'unprocessable',
      `The notebook made a model of ${made.target} (${made.task}), version ${version} is one of ${champion.target} (${champion.task}): one cannot take the place of the other. Choose another notebook, or another name in it.`,
    );
  const sent = new Set(champion.signature.inputs.map(({ name }) => name));
  const missing = made.signature.inputs.filter(({ name, required }) => required && !sent.has(name));
  if (missing.length > 0)
    throw new AppError(
      'unprocessable',
      `The model of the notebook needs ${missing.map(({ name }) => name).join(', ')}, which those who call version ${version} do not send. Train it on the columns that they send, or let missing values be.`,
    );
}

async function findMade({ db }: Context, idempotencyKey: string) {
  const [row] = await db
    .select({ id: modelVersions.id, number: modelVersions.number, manifest: modelVersions.manifest })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.idempotencyKey, idempotencyKey));
  return row;
}

const proving = ({ id, number, manifest }: NonNullable<Awaited<ReturnType<typeof findMade>>>): NextStep => ({
  to: 'proving',
  words: `Version ${number} was trained on ${formatRows(manifest.trainingRows)}; it is re-run to prove it`,
  set: { candidateId: id, candidate: number },
});
