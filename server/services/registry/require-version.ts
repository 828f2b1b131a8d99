import { and, eq } from 'drizzle-orm';
import type { CommandContext, Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';

type Reader = Pick<Context | CommandContext, 'db'>;

export async function requireModel({ db }: Reader, name: string) {
  const model = await db.query.models.findFirst({ where: eq(models.name, name) });
  if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
  return model;
}

/** The model of a version that may be used. @throws AppError that says why it may not */
export async function requireReadyVersion(context: Reader, name: string, number: number) {
  const model = await requireModel(context, name);
  const version = await context.db.query.modelVersions.findFirst({
    where: and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, number)),
    columns: { status: true, statusDetail: true },
  });
  if (!version) throw new AppError('not_found', `${name} has no version ${number}.`);
  if (version.status === 'pending')
    throw new AppError(
      'conflict',
      `Version ${number} of ${name} is still being checked. Try again in a moment.`,
    );
  if (version.status === 'failed')
    throw new AppError(
      'unprocessable',
      `Version ${number} of ${name} cannot be used: ${version.statusDetail ?? 'its files are damaged'}`,
    );
  return model;
}

/** What a process needs to answer with a version. */
export async function readServed({ db }: Reader, model: string, number: number) {
  const { id } = await requireReadyVersion({ db }, model, number);
  const version = await db.query.modelVersions.findFirst({
    where: and(eq(modelVersions.modelId, id), eq(modelVersions.number, number)),
    columns: { id: true, number: true, manifest: true, files: true, bytes: true },
  });
  if (!version) throw new AppError('not_found', `${model} has no version ${number}.`);
  return { ...version, model };
}
