import type { LockedPackage } from '@/cells/document/package-lock';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { bundle } from './bundle';
import { inMegabytes, limits } from './limits';
import { openRegistry } from './registry';
import { type PackageTree, resolveTree, type TreePackage } from './resolve-tree';
import { type StoredModule, storeModule } from './store-module';

export interface WantedModule {
  readonly name: string;
  readonly range: string;
  readonly path: string;
  readonly locked?: LockedPackage;
}

/** How far it is: `doing` in words; bytes of archives that have come. */
export interface FetchProgress {
  doing: string;
  received: number;
}

/** Fetches a package with all that it needs, checks every archive, makes one module of them and keeps it. @throws AppError in words */
export async function fetchModule(
  context: Context,
  wanted: WantedModule,
  { progress, signal }: { progress: FetchProgress; signal: AbortSignal },
): Promise<StoredModule> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(limits.fetchMs)]);
  const registry = openRegistry(context, {
    signal: over,
    onBytes(bytes) {
      progress.received += bytes;
      if (progress.received > limits.archivesBytes)
        throw new AppError(
          'too_large',
          `${wanted.name} and what it needs are more than ${inMegabytes(limits.archivesBytes)} to fetch. It is too large for a notebook.`,
        );
    },
  });
  const tree = await resolveTree(registry, wanted);
  const [first] = tree.values();
  if (!first) throw new AppError('not_found', `There is no package ${wanted.name}.`);
  refuseHuge(tree);
  progress.doing = `fetching ${first.name}@${first.version}`;
  const archives = await fetchAll(tree, async (found) => {
    const { bytes, integrity } = await registry.fetchArchive(found);
    requireLocked(found, integrity, wanted);
    return { bytes, integrity };
  });
  progress.doing = `bundling ${first.name}@${first.version}`;
  const archiveOf = (key: string) => {
    const archive = archives.get(key);
    if (!archive) throw new Error(`The archive of ${key} was not fetched.`);
    return archive;
  };
  const bundled = await bundle(
    [...tree].map(([key, { name, needs }]) => ({
      key,
      name,
      archive: archiveOf(key).bytes,
      needs: [...needs],
    })),
    wanted.path,
    signal,
  );
  const [firstKey = ''] = tree.keys();
  const blob = await context.storage.put(bundled.code);
  return storeModule(context, {
    ...{ name: first.name, version: first.version, path: wanted.path, blob },
    integrity: archiveOf(firstKey).integrity,
    dependencies: [...tree].slice(1).map(([key, { name, version }]) => ({
      ...{ name, version },
      integrity: archiveOf(key).integrity,
      licence: bundled.licences[key] ?? 'not said',
    })),
    licence: bundled.licences[firstKey] ?? 'not said',
    format: bundled.format,
    notes: [...bundled.notes],
  });
}

/** What the registry says of sizes is believed only where it is too much already. */
function refuseHuge(tree: PackageTree): void {
  const sizes = [...tree].map(([key, { described }]) => ({ key, bytes: described.dist.unpackedSize ?? 0 }));
  const whole = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes);
  const [first = ''] = tree.keys();
  if (whole <= limits.unpackedBytes) return;
  throw new AppError(
    'too_large',
    `${first} comes to ${inMegabytes(whole)} in ${tree.size} packages${largest && largest.key !== first ? `, ${largest.key} alone to ${inMegabytes(largest.bytes)}` : ''}; ${inMegabytes(limits.unpackedBytes)} is the most. It is too large for a notebook.`,
  );
}

function requireLocked(
  { name, version }: TreePackage,
  integrity: string,
  { name: wanted, locked }: WantedModule,
): void {
  const pinned =
    locked &&
    (name === wanted && version === locked.version
      ? locked
      : locked.dependencies.find((each) => each.name === name && each.version === version));
  if (pinned && pinned.integrity !== integrity)
    throw new AppError(
      'unprocessable',
      `The archive of ${name}@${version} is not the one that this notebook was made with: its checksum differs from the notebook's lock. Nothing of it was used. If you expect that, upgrade the package in the Packages panel.`,
    );
}

const atOnce = 6;

async function fetchAll<T>(
  tree: PackageTree,
  fetch: (found: TreePackage) => Promise<T>,
): Promise<Map<string, T>> {
  const left = [...tree].reverse();
  const fetched = new Map<string, T>();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [key, found] = next;
        try {
          fetched.set(key, await fetch(found));
        } catch (error) {
          left.length = 0;
          throw error;
        }
      }
    }),
  );
  return fetched;
}
