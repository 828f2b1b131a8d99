import { readEntries, writeEntries } from './entries';
import type { Notebook } from './notebook';
import { isPackageName } from './package-specifier';

/** One version of a package, and the sha512 of the archive that it came in. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** What `npm:name@range` meant at its first use, with all that came along. */
export interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
  readonly dependencies: readonly PinnedPackage[];
}

/** By `name@range`, as cells write it. */
export type PackageLock = ReadonlyMap<string, LockedPackage>;

/** The attribute of the notebook that holds the lock. */
export const lockAttribute = 'data-packages';

/** `d3@7=7.9.0 sha512-… d3-array@3.2.4=sha512-…; leaflet=1.9.4 sha512-…` */
export function readPackageLock({ attributes }: Pick<Notebook, 'attributes'>): PackageLock {
  const lock = new Map<string, LockedPackage>();
  for (const [key, [version = '', integrity = '', ...others]] of readEntries(attributes[lockAttribute])) {
    const dependencies = others.flatMap((word) => readPinned(word) ?? []);
    if (isVersion(version) && isIntegrity(integrity)) lock.set(key, { version, integrity, dependencies });
  }
  return lock;
}

/** The attribute's text; undefined for an empty lock. */
export function writePackageLock(lock: PackageLock): string | undefined {
  return writeEntries(
    new Map(
      [...lock].map(([key, { version, integrity, dependencies }]) => [
        key,
        [
          version,
          integrity,
          ...dependencies.map((pinned) => `${pinned.name}@${pinned.version}=${pinned.integrity}`).toSorted(),
        ],
      ]),
    ),
  );
}

const readPinned = (word: string): PinnedPackage | undefined => {
  const [, name = '', version = '', integrity = ''] = /^(@?[^@]+)@([^=]+)=(.+)$/.exec(word) ?? [];
  return isPackageName(name) && isVersion(version) && isIntegrity(integrity)
    ? { name, version, integrity }
    : undefined;
};

export const isVersion = (text: string): boolean => /^\d[\w.+-]{0,99}$/.test(text);
export const isIntegrity = (text: string): boolean => /^sha512-[\w+/]{86}==$/.test(text);
