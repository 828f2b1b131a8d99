import { z } from 'zod';
import { isIntegrity, isVersion } from '@/cells/document/package-lock';
import { isPackageName, isPackagePath, isPackageRange } from '@/cells/document/package-specifier';
import { notebookId } from './notebooks';

/** Packages that cells import, as frame and page speak of them. */

const packageName = z.string().refine(isPackageName, 'No package has such a name');
const version = z.string().refine(isVersion, 'This is no version');
const integrity = z.string().refine(isIntegrity, 'This is no sha512');
const pinnedPackage = z.object({ name: packageName, version, integrity });

/** What the notebook's lock says that a name means. */
const lockedPackage = z.object({
  version,
  integrity,
  dependencies: z.array(pinnedPackage).max(500).readonly(),
});

export const wantedPackage = z.object({
  name: packageName,
  range: z.string().refine(isPackageRange, 'This is no range of versions'),
  path: z.string().refine(isPackagePath, 'This path leaves its package'),
  locked: lockedPackage.optional(),
  /** The imported notebook whose cell wants it; absent for the open one. */
  notebook: notebookId.optional(),
});

export const loadedPackage = z.discriminatedUnion('state', [
  /** It is on its way: who asks again goes on waiting. */
  z.object({ state: z.literal('fetching'), doing: z.string(), received: z.number() }),
  z.object({
    state: z.literal('ready'),
    module: z.object({
      ...{ name: z.string(), version: z.string(), integrity: z.string() },
      dependencies: z.array(pinnedPackage).readonly(),
      /** Short-lived. */
      url: z.url(),
      hash: z.string(),
      format: z.enum(['esm', 'cjs', 'css']),
      notes: z.array(z.string()),
    }),
  }),
]);
export type LoadedPackage = Extract<z.infer<typeof loadedPackage>, { state: 'ready' }>['module'];

/** A package as cells name it, and where: what the page lists. */
export const usedPackage = z.object({
  /** `d3-array@3` */
  key: z.string().max(400),
  name: packageName,
  range: z.string().max(100),
  /** The module of it that a cell imports; empty is its main one. */
  path: z.string().max(400),
  /** Absent until it was first used. */
  locked: lockedPackage.optional(),
  /** Cells that import it; none: the lock alone knows it. */
  cells: z.array(z.number().int()).max(2000),
});
export type UsedPackage = z.infer<typeof usedPackage>;

/** Sets what a name means, or lets go of it; `to`: cells write that name then. */
export const relockedPackage = z.object({
  key: z.string().max(400),
  to: z.string().max(400).optional(),
  locked: lockedPackage.optional(),
});
export type RelockedPackage = z.infer<typeof relockedPackage>;
