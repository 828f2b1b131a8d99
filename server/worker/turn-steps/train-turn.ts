import { eq } from 'drizzle-orm';
import { parseManifest } from '@/cells/ml/manifest';
import type { Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { promoteModel, readForVerification, recordBlob } from '../../services/registry';
import type { ForTurn, NextStep } from '../../services/retraining';
import { formatRows } from './say-rows';
import type { StepMeans } from './step';

/** Trains the candidate and promotes it, once: a version that the turn has made is not trained again. */
export async function trainTurn(
  { turn, model, champion }: ForTurn,
  { context, signal, train }: StepMeans,
): Promise<NextStep> {
  const subject = champion && (await readForVerification(context, champion.id));
  if (!champion || !subject || !turn.data)
    throw new AppError('not_found', `Version ${turn.champion} of ${model} was deleted meanwhile.`);
  const idempotencyKey = `retraining-${turn.id}`;
  const known = await findMade(context, idempotencyKey);
  if (known) return proving(known);
  const files = await train(context, { ...subject, data: turn.data }, { turnId: turn.id, signal });
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of files) stored[path] = await context.storage.put(bytes);
  const { weights } = parseManifest(files.get('cellar.json') ?? new Uint8Array());
  const isSame =
    weights.length > 0 && weights.every((path) => stored[path]?.hash === champion.files[path]?.hash);
  if (isSame)
    return {
      to: 'nothing-new',
      words: `The same weights came out as those of version ${champion.number}: the cells leave the new rows out, for example by a filter. Look at them in the notebook`,
    };
  for (const blob of Object.values(stored)) await recordBlob(context, blob);
  await promoteModel(context, {
    model,
    description: `Retrained, turn ${turn.number}: ${turn.causeWords}`,
    notebookId: champion.notebookId,
    revisionId: champion.revisionId,
    files: stored,
    slice: subject.slice,
    ...{ sliceCells: champion.sliceCells, totalCells: champion.totalCells, output: champion.output },
    datasets: turn.data.map(({ table, hash }) => ({ table, hash })),
    idempotencyKey,
  });
  const made = await findMade(context, idempotencyKey);
  if (!made)
    throw new AppError('conflict', `The version that was trained for ${model} was deleted just now.`);
  return proving(made);
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
