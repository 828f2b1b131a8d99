import { desc, eq, sql } from 'drizzle-orm';
import type { PackageManifest, Signature } from '@/cells/ml/model';
import type { PersonalColumns } from '@/cells/personal';
import type { CommandContext, Context } from '../../context';
import { modelVersions } from '../../db/schema';
import { personalColumnsOf } from '../datasets';

type Reader = Pick<Context | CommandContext, 'db'>;
type Known = Pick<typeof modelVersions.$inferSelect, 'data'> & {
  readonly manifest: Pick<PackageManifest, 'signature'>;
};

/** Columns with personal data among what a version was trained on and takes, by name: their values are masked wherever it is shown. */
export const personalOf = (context: Reader, { data, manifest }: Known): Promise<PersonalColumns> =>
  personalColumnsOf(context, { data, columns: manifest.signature.inputs });

/** The same of a version whose data is not at hand. */
export async function readPersonal(context: Reader, versionId: string): Promise<PersonalColumns> {
  const version = await context.db.query.modelVersions.findFirst({
    where: eq(modelVersions.id, versionId),
    columns: { data: true, manifest: true },
  });
  return version ? personalOf(context, version) : new Map();
}

/** The same of all that a model's versions take, as its log holds them: of its newest hundred. */
export async function readModelPersonal(context: Reader, modelId: string): Promise<PersonalColumns> {
  const versions = await context.db
    .select({ data: modelVersions.data, signature: sql<Signature>`${modelVersions.manifest}->'signature'` })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(desc(modelVersions.number))
    .limit(100);
  return personalColumnsOf(context, {
    data: versions.flatMap(({ data }) => data),
    columns: versions.flatMap(({ signature }) => signature.inputs),
  });
}

/** A signature without the values that a personal column had in training: whoever calls needs its name and type. */
export const withoutPersonal = (signature: Signature, personal: PersonalColumns): Signature => ({
  ...signature,
  inputs: signature.inputs.map((field) => {
    if (!personal.has(field.name)) return field;
    const { categories: _, ...rest } = field;
    return rest;
  }),
});
