/** A package of npm as an import names it: `npm:name@range/path`. */
export interface PackageSpecifier {
  readonly name: string;
  /** As the author wrote it; empty for the newest. */
  readonly range: string;
  /** Within the package, without a leading slash; empty for what the package itself names. */
  readonly path: string;
}

/** npm's own rule for names, old ones with capitals included. */
const names = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/i;
const ranges = /^[\w.^~*<>=|+ -]{0,100}$/;
const segments = /^[^\\/\0:?#%]+$/;

export const isPackageName = (text: string): boolean => text.length <= 214 && names.test(text);
export const isPackageRange = (text: string): boolean => ranges.test(text);
/** No step upwards, no other separator, nothing encoded: it never leaves its package. */
export const isPackagePath = (text: string): boolean =>
  text === '' ||
  (text.length <= 300 &&
    text.split('/').every((part) => segments.test(part) && part !== '.' && part !== '..'));

/** Undefined for what names no package. `/+esm`, which other hosts want at the end, means nothing here. */
export function parsePackageSpecifier(text: string): PackageSpecifier | undefined {
  if (!text.startsWith('npm:')) return undefined;
  const [, name = '', range = '', rest = ''] =
    /^((?:@[^/@]*\/)?[^/@]*)(?:@([^/]*))?(?:\/(.*))?$/s.exec(text.slice(4)) ?? [];
  const path = rest.replace(/(^|\/)\+esm$/, '').replace(/\/$/, '');
  if (!isPackageName(name) || !isPackageRange(range) || !isPackagePath(path)) return undefined;
  return { name, range, path };
}

/** What the lock of a notebook calls it: every path of a package is of one version. */
export const lockKey = ({ name, range }: Pick<PackageSpecifier, 'name' | 'range'>): string =>
  range ? `${name}@${range}` : name;
