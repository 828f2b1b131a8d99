import semver from 'semver';
import type { LockedPackage } from '@/cells/document/package-lock';
import { isPackageName } from '@/cells/document/package-specifier';
import { AppError } from '../../errors';
import { limits } from './limits';
import { type DescribedVersion, type Packument, type Registry, readDescribed } from './registry';

/** A version of a package, and what it needs: by the name under which it asks for it, the key of another. */
export interface TreePackage {
  readonly name: string;
  readonly version: string;
  readonly described: DescribedVersion;
  readonly needs: Map<string, string>;
}

/** By `name@version`, what was asked for first. */
export type PackageTree = ReadonlyMap<string, TreePackage>;

const keyOf = (name: string, version: string) => `${name}@${version}`;

/**
 * The versions of a package and of all that it needs in a browser. Where the lock names versions, those; else the newest that
 * fit, of which one serves as many as it fits.
 */
export async function resolveTree(
  registry: Pick<Registry, 'describe'>,
  wanted: { readonly name: string; readonly range: string; readonly locked?: LockedPackage },
): Promise<PackageTree> {
  const tree = new Map<string, TreePackage>();
  const add = async (name: string, range: string, said: string): Promise<string> => {
    const packument = await registry.describe(name);
    const version = choose(packument, { name, range, said, locked: wanted.locked, taken: taken(tree, name) });
    const key = keyOf(name, version);
    if (!tree.has(key)) {
      if (tree.size >= limits.packages)
        throw new AppError(
          'too_large',
          `${wanted.name} needs more than ${limits.packages} other packages. It is too large for a notebook.`,
        );
      tree.set(key, { name, version, described: readDescribed(name, packument, version), needs: new Map() });
    }
    return key;
  };
  const range = wanted.locked?.version ?? wanted.range;
  await add(wanted.name, range, range ? `${wanted.name}@${range}` : wanted.name);
  // A map gives what is added while it is walked: breadth first, so that what is asked for directly chooses first.
  for (const [key, found] of tree) {
    const needs = needsOf(key, found.described);
    await describeAll(registry, needs);
    for (const [alias, { name, range: needed }] of needs)
      found.needs.set(alias, await add(name, needed, `${name}@${needed}, which ${key} needs,`));
  }
  return tree;
}

const taken = (tree: PackageTree, name: string) =>
  [...tree.values()].flatMap((each) => (each.name === name ? each.version : []));

interface Wanted {
  readonly name: string;
  readonly range: string;
  readonly said: string;
  readonly locked?: LockedPackage;
  readonly taken: readonly string[];
}

function choose(
  { versions, 'dist-tags': tags }: Packument,
  { name, range, said, locked, taken }: Wanted,
): string {
  const tagged = Object.hasOwn(tags, range || 'latest') ? tags[range || 'latest'] : undefined;
  if (tagged !== undefined) return tagged;
  const fits = semver.validRange(range);
  if (fits === null)
    throw new AppError('unprocessable', `${said} is no range of versions, nor a tag of ${name}.`);
  const pinned = locked?.dependencies.flatMap((each) => (each.name === name ? each.version : [])) ?? [];
  const newest = tags.latest;
  const found =
    semver.maxSatisfying(pinned, fits) ??
    semver.maxSatisfying([...taken], fits) ??
    // Newer ones than what the package calls its latest are rarely meant.
    (newest !== undefined && semver.satisfies(newest, fits) ? newest : null) ??
    semver.maxSatisfying(Object.keys(versions), fits);
  if (found !== null) return found;
  throw new AppError(
    'not_found',
    `There is no ${said.replace(/,$/, '')}${said.endsWith(',') ? '' : ':'} the newest is ${newest ?? 'not known'}.`,
  );
}

/** What is needed in a browser: what is optional seldom is, and what a package leaves to its user comes along. */
function needsOf(key: string, described: DescribedVersion): Map<string, { name: string; range: string }> {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = described;
  const needs = new Map<string, { name: string; range: string }>();
  const peers = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional);
  for (const [alias, text] of [...peers, ...Object.entries(dependencies)]) {
    // Types are for editors; they hold no code.
    if (Object.hasOwn(optionalDependencies, alias) || alias.startsWith('@types/') || !isPackageName(alias))
      continue;
    const [, aliased, aliasedRange] = /^npm:((?:@[^/@]+\/)?[^@]+)@?(.*)$/.exec(text) ?? [];
    const name = aliased ?? alias;
    if (!isPackageName(name) || /^(git|https?|file|link|workspace)\b|^[\w-]+\/[\w-]+(#|$)/.test(text))
      throw new AppError(
        'unprocessable',
        `${key} needs ${alias} from ${JSON.stringify(text.slice(0, 100))}, which is no package of the registry.`,
      );
    needs.set(alias, { name, range: aliased === undefined ? text : (aliasedRange ?? '') });
  }
  return needs;
}

const atOnce = 8;

/** Asks for several at one time; who is missing is told when it is chosen. */
async function describeAll(
  registry: Pick<Registry, 'describe'>,
  needs: ReadonlyMap<string, { name: string }>,
): Promise<void> {
  const names = [...needs.values()].map(({ name }) => name);
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop())
        await registry.describe(name).catch(() => undefined);
    }),
  );
}
