import { and, eq, inArray } from 'drizzle-orm';
import semver from 'semver';
import { z } from 'zod';
import { isPackageName, isPackagePath, isPackageRange } from '@/cells/document/package-specifier';
import { query } from '../../command';
import { packageModules } from '../../db/schema';
import { AppError } from '../../errors';
import { limits } from './limits';
import { openRegistry } from './registry';

/** What is stored of the named packages: licences, sizes, since when. */
export const listPackages = query({
  action: 'package.read',
  input: z.object({ names: z.array(z.string().refine(isPackageName)).max(500) }),
  async run(context, { names }) {
    if (names.length === 0) return [];
    const { name, version, path, licence, bytes, integrity, dependencies, notes, createdAt } = packageModules;
    return context.db
      .select({ name, version, path, licence, bytes, integrity, dependencies, notes, createdAt })
      .from(packageModules)
      .where(inArray(name, names))
      .orderBy(createdAt);
  },
});

/** The stored modules of one archive: which of them a lock means, its dependencies tell. */
export const listStored = query({
  action: 'package.read',
  input: z.object({
    notebookId: z.string(),
    name: z.string().refine(isPackageName),
    version: z.string().max(100),
    path: z.string().refine(isPackagePath),
    integrity: z.string().max(200),
  }),
  run: (context, { name, version, path, integrity }) =>
    context.db
      .select()
      .from(packageModules)
      .where(
        and(
          eq(packageModules.name, name),
          eq(packageModules.version, version),
          eq(packageModules.path, path),
          eq(packageModules.integrity, integrity),
        ),
      ),
});

/** The newest version within the range that cells write, and the newest of all. Asks the registry, for a person wants to know. */
export const findNewest = query({
  action: 'package.fetch',
  input: z.object({ name: z.string().refine(isPackageName), range: z.string().refine(isPackageRange) }),
  async run(context, { name, range }): Promise<{ fitting: string | undefined; newest: string }> {
    const registry = openRegistry(context, { signal: AbortSignal.timeout(limits.fetchMs), onBytes() {} });
    const { versions, 'dist-tags': tags } = await registry.describe(name);
    const newest = tags.latest ?? semver.maxSatisfying(Object.keys(versions), '*');
    if (!newest) throw new AppError('not_found', `${name} has no versions.`);
    const tagged = range === '' ? newest : tags[range];
    const fits = semver.satisfies(newest, range || '*')
      ? newest
      : semver.maxSatisfying(Object.keys(versions), range);
    return { fitting: tagged ?? fits ?? undefined, newest };
  },
});
