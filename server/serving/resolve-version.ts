import { and, desc, eq, sql } from 'drizzle-orm';
import type { PackageManifest } from '@/cells/ml/model';
import type { System } from '../context';
import { modelAliases, models, modelVersions } from '../db/schema';
import { AppError } from '../errors';
import { defaultAlias, type ModelReference } from '../services/registry';
import type { Remember } from './remembered';

/** A ready version: it never changes. */
export interface ServedVersion {
  readonly id: string;
  readonly model: string;
  readonly number: number;
  readonly manifest: PackageManifest;
  readonly files: Readonly<Record<string, { hash: string; bytes: number }>>;
  readonly bytes: number;
}

const rememberedVersions = 200;

/**
 * Turns a reference into a version without asking the database each time. A move of an alias is announced by its transaction,
 * so the first request after it gets the new version; a lost notice costs a second.
 */
export function createVersionResolver(system: Pick<System, 'db'>, remember: Remember) {
  const versions = new Map<string, ServedVersion>();

  async function readAliases(name: string): Promise<ReadonlyMap<string, number>> {
    const rows = await system.db
      .select({ alias: modelAliases.alias, version: modelAliases.version })
      .from(models)
      .leftJoin(modelAliases, eq(modelAliases.modelId, models.id))
      .where(eq(models.name, name));
    if (rows.length === 0)
      throw new AppError(
        'not_found',
        `There is no model named ${name}. The Models page lists those there are.`,
      );
    return new Map(
      rows.flatMap(({ alias, version }) => (alias && version ? [[alias, version] as const] : [])),
    );
  }

  const aliasesOf = remember(readAliases);

  async function readVersion(name: string, number: number): Promise<ServedVersion> {
    const key = `${name}@${number}`;
    const known = versions.get(key);
    if (known) return known;
    const [row] = await system.db
      .select({
        id: modelVersions.id,
        status: modelVersions.status,
        statusDetail: modelVersions.statusDetail,
        manifest: modelVersions.manifest,
        files: modelVersions.files,
        bytes: modelVersions.bytes,
      })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(models.name, name), eq(modelVersions.number, number)));
    if (!row) throw new AppError('not_found', `${name} has no version ${number}.`);
    if (row.status === 'pending')
      throw new AppError(
        'unavailable',
        `Version ${number} of ${name} is still being checked. Try again in a moment.`,
      );
    if (row.status === 'failed' || row.status === 'external')
      throw new AppError(
        'unprocessable',
        `Version ${number} of ${name} cannot answer: ${row.statusDetail ?? 'its files are damaged'}`,
      );
    const { id, manifest, files, bytes } = row;
    const version = { id, model: name, number, manifest, files, bytes };
    versions.set(key, version);
    for (const oldest of versions.keys()) {
      if (versions.size <= rememberedVersions) break;
      versions.delete(oldest);
    }
    return version;
  }

  const resolve = async ({ model, target }: ModelReference): Promise<ServedVersion> => {
    if ('version' in target) {
      await aliasesOf(model);
      return readVersion(model, target.version);
    }
    const known = await aliasesOf(model);
    const number = known.get(target.alias);
    if (number !== undefined) return readVersion(model, number);
    const there = [...known.keys()];
    throw new AppError(
      'not_found',
      target.alias === defaultAlias
        ? `${model} has no champion yet. Make a version the champion on the model's page, or name one: ${model}@1.`
        : `${model} has no alias ${target.alias}. It has ${there.length ? there.join(', ') : 'none'}.`,
    );
  };

  /** What a model predicts, of whatever version: the newest ready one's output. */
  const outputOf = async (name: string): Promise<'number' | 'string'> => {
    const [newest] = await system.db
      .select({ type: sql<'number' | 'string'>`${modelVersions.manifest}->'signature'->'output'->>'type'` })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(models.name, name), eq(modelVersions.status, 'ready')))
      .orderBy(desc(modelVersions.number))
      .limit(1);
    if (!newest) throw new AppError('not_found', `There is no model named ${name} with a ready version.`);
    return newest.type;
  };

  return Object.assign(resolve, { outputOf });
}

export type VersionResolver = ReturnType<typeof createVersionResolver>;
