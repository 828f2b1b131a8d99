import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { Context } from '../../context';
import { models, modelVersions, revisionContents } from '../../db/schema';
import type { Verification } from '../../db/schema/registry';
import { AppError } from '../../errors';
import { emit } from '../webhooks';
import { resumeChecks } from './gates/record-check';
import { verifyVersionJob } from './jobs';
import { modelName } from './names';

const text = z.string().max(2000);
const name = z.string().max(300);
const values = { promoted: z.number().nullable(), remade: z.number().nullable() };
const found = {
  environment: z.record(name, text).optional(),
  differences: z
    .array(
      z.discriminatedUnion('of', [
        z.object({ of: z.literal('metric'), name, ...values }),
        z.object({
          of: z.literal('environment'),
          name,
          promoted: text.nullable(),
          remade: text.nullable(),
        }),
        z.object({ of: z.literal('weights'), name, ...values, differing: z.number() }),
      ]),
    )
    .max(500)
    .optional(),
};
const verification: z.ZodType<Verification> = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('waiting') }),
  z.object({ verdict: z.literal('running') }),
  z.object({ verdict: z.literal('exact'), ...found }),
  z.object({ verdict: z.literal('tolerance'), detail: text, largest: z.number(), ...found }),
  z.object({ verdict: z.literal('failed'), detail: text, ...found }),
  z.object({ verdict: z.literal('impossible'), detail: text, ...found }),
]);

/** Writes down how far the re-run of a version is, or what it found. */
export const recordVerification = command({
  action: 'model.verify',
  input: z.object({ versionId: z.string(), verification }),
  async run(context, { versionId, verification }) {
    const finished = verification.verdict !== 'waiting' && verification.verdict !== 'running';
    const [row] = await context.db
      .update(modelVersions)
      .set({ verification, verifiedAt: finished ? context.now() : null })
      .where(and(eq(modelVersions.id, versionId), eq(modelVersions.status, 'ready')))
      .returning({ modelId: modelVersions.modelId, number: modelVersions.number });
    if (!row) throw new AppError('not_found', 'There is no such ready version.');
    if (finished) {
      const model = await context.db.query.models.findFirst({ where: eq(models.id, row.modelId) });
      await emit(context, 'model.version.verified', {
        ...{ model: model?.name, version: row.number, verdict: verification.verdict },
      });
      await resumeChecks(context, row.modelId, row.number);
    }
    context.audit(`model:${row.modelId}`, { version: row.number, verdict: verification.verdict });
    return verification;
  },
});

/** Asks for the slice of a version to be run once more. */
export const verifyAgain = command({
  action: 'model.verify',
  input: z.object({ model: modelName, version: z.number().int().positive() }),
  async run(context, { model, version }) {
    const [row] = await context.db
      .select({
        id: modelVersions.id,
        status: modelVersions.status,
        verification: modelVersions.verification,
      })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(models.name, model), eq(modelVersions.number, version)));
    if (!row) throw new AppError('not_found', `${model} has no version ${version}.`);
    if (row.status !== 'ready')
      throw new AppError('conflict', `Version ${version} of ${model} is not ready.`);
    if (row.verification.verdict === 'impossible')
      throw new AppError('unprocessable', row.verification.detail);
    await context.db
      .update(modelVersions)
      .set({ verification: { verdict: 'waiting' }, verifiedAt: null })
      .where(eq(modelVersions.id, row.id));
    await context.queue.send(verifyVersionJob, { versionId: row.id }, { singletonKey: row.id });
    context.audit(`model:${model}`, { version, verifyAgain: true });
    return { model, version };
  },
});

/** All that a re-run needs: the slice, the data it may read, and the package to compare with. */
export async function readForVerification({ db }: Pick<Context, 'db'>, versionId: string) {
  const [row] = await db
    .select({
      model: models.name,
      number: modelVersions.number,
      status: modelVersions.status,
      verification: modelVersions.verification,
      manifest: modelVersions.manifest,
      files: modelVersions.files,
      data: modelVersions.data,
      output: modelVersions.output,
      notebookId: modelVersions.notebookId,
      slice: revisionContents.html,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .innerJoin(revisionContents, eq(revisionContents.hash, modelVersions.sliceHash))
    .where(eq(modelVersions.id, versionId));
  return row;
}
