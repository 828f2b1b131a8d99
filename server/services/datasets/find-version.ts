import { and, desc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { datasets, datasetVersions } from '../../db/schema';
import { AppError } from '../../errors';

/** `name@3` in its parts, by the last @; `name@newest` is the data set alone. */
function split(reference: string): { name: string; version?: string } {
  const at = reference.lastIndexOf('@');
  if (at <= 0 || at === reference.length - 1) return { name: reference };
  const version = reference.slice(at + 1);
  return { name: reference.slice(0, at), version: version.toLowerCase() === 'newest' ? undefined : version };
}

/**
 * What `name`, `name@3` or `name@cleaned` means: the newest version of a data set, one by its number, one by its name. A data set
 * whose name is all of it, an @ included, comes first. Throws AppError not_found, saying which versions there are.
 */
export const findVersion = query({
  action: 'dataset.read',
  input: z.object({ reference: z.string().min(1).max(300) }),
  async run({ db }, { reference }) {
    const datasetOf = (name: string) =>
      db.query.datasets.findFirst({ where: and(eq(datasets.name, name), isNull(datasets.deletedAt)) });
    const whole = await datasetOf(reference);
    const { name, version } = whole ? { name: reference, version: undefined } : split(reference);
    const dataset = whole ?? (await datasetOf(name));
    if (!dataset) throw new AppError('not_found', `There is no data set named ${name}.`);
    const number = /^v?\d{1,9}$/.test(version ?? '') ? Number(version?.replace('v', '')) : undefined;
    const found = await db.query.datasetVersions.findFirst({
      where: and(
        eq(datasetVersions.datasetId, dataset.id),
        number === undefined
          ? version === undefined
            ? undefined
            : eq(datasetVersions.name, version)
          : eq(datasetVersions.number, number),
      ),
      orderBy: desc(datasetVersions.number),
    });
    if (!found)
      throw new AppError(
        'not_found',
        `${name} has no version ${version}. It has versions 1 to ${dataset.nextVersion - 1}.`,
      );
    const { number: shown, name: versionName, note, hash, parquetHash, fileName, rows, bytes } = found;
    return {
      id: dataset.id,
      name,
      version: shown,
      versionName,
      note,
      hash,
      parquetHash,
      fileName,
      rows,
      bytes,
    };
  },
});
