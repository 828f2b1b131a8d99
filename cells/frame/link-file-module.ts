import { isFileSpecifier } from '@/cells/compiler/import-specifier';
import { findModuleImports } from '@/cells/compiler/module-imports';
import { endingOf } from '@/cells/document/media-types';
import { parsePackageSpecifier } from '@/cells/document/package-specifier';
import type { RunScope } from '@/cells/kernel/kernel';
import type { FilesBeside } from '@/cells/stdlib/files-beside';
import type { ImportedStyles } from './imported-styles';
import { type Namespace, orEnd, type PackageLoader } from './load-package';

/** Modules that stand beside the notebook as files: `import {f} from "./look.js"`. */
export interface FileModules {
  load(name: string, run: RunScope): Promise<Namespace>;
}

/** A module as the browser links it: of equal text, imports included, there is one in a frame. */
interface Linked {
  readonly url: string;
  readonly namespace: () => Promise<Namespace>;
}

/** What an import of a file can be of. */
const importable = new Set(['js', 'mjs', 'json', 'css']);

export function createFileModules(
  files: Pick<FilesBeside, 'find' | 'names'>,
  packages: Pick<PackageLoader, 'load'>,
  styles: ImportedStyles,
): FileModules {
  const linked = new Map<string, Linked>();
  const given = new Map<Namespace, Linked>();

  /** `name`: what traces of errors call it. */
  const make = (name: string, code: string): Linked => {
    const text = `${code}\n//# sourceURL=${name}`;
    const known = linked.get(text);
    if (known) return known;
    // It stays: modules that are made later import it by this address.
    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    let namespace: Promise<Namespace> | undefined;
    const made: Linked = {
      url,
      namespace() {
        namespace ??= import(/* @vite-ignore */ url);
        return namespace;
      },
    };
    linked.set(text, made);
    return made;
  };

  /** A package within a module: its names are handed over, whatever kind of module it is. */
  const handOver = (name: string, namespace: Namespace): Linked => {
    const known = given.get(namespace);
    if (known) return known;
    const place = handed().push(namespace) - 1;
    const names = Object.keys(namespace);
    const lines = names.map((each, i) => `const $${i} = m[${JSON.stringify(each)}];`);
    const exported = names.map((each, i) => `$${i} as ${JSON.stringify(each)}`).join(', ');
    const code = `const m = globalThis[Symbol.for(${JSON.stringify(registry)})][${place}];\n${lines.join('\n')}\nexport {${exported}};`;
    const made = make(name, code);
    given.set(namespace, made);
    return made;
  };

  const link = async (name: string, run: RunScope, trail: readonly string[]): Promise<Linked> => {
    if (trail.includes(name))
      throw new Error(
        `${[...trail.slice(trail.indexOf(name)), name].join(' imports ')}: files cannot import each other in a circle here.`,
      );
    const open = files.find(name, run);
    if (!open) throw new Error(sayMissing(name, files.names()));
    const ending = endingOf(name);
    if (!importable.has(ending)) throw new Error(sayUnimportable(name, ending));
    const text = await (await orEnd(open(), run.signal)).text();
    if (ending === 'css') {
      styles.add(text, run.signal);
      return make(name, `export default ${JSON.stringify(text)};`);
    }
    if (ending === 'json') return make(name, `export default ${readJson(name, text)};`);
    const places = findModuleImports(name, text);
    const specifiers = [...new Set(places.map(({ specifier }) => specifier))];
    const addresses = new Map(
      await Promise.all(
        specifiers.map(async (specifier) => {
          const wanted = parsePackageSpecifier(specifier);
          const found = wanted
            ? handOver(specifier, await packages.load(wanted, run))
            : isFileSpecifier(specifier)
              ? await link(specifier.slice(2), run, [...trail, name])
              : undefined;
          return [specifier, found?.url ?? specifier] as const;
        }),
      ),
    );
    let code = text;
    for (const { specifier, start, end } of places.toReversed())
      code = code.slice(0, start) + JSON.stringify(addresses.get(specifier)) + code.slice(end);
    return make(name, code);
  };

  return {
    async load(name, run) {
      const { namespace } = await link(name, run, []);
      try {
        return await orEnd(namespace(), run.signal);
      } catch (cause) {
        if (run.signal.aborted) throw cause;
        throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
      }
    },
  };
}

const registry = 'cellar.handed-over';
/** Reached by modules that have no other way to anything of this one. */
function handed(): Namespace[] {
  const holder = globalThis as { [key: symbol]: Namespace[] | undefined }; // a property of our own
  const key = Symbol.for(registry);
  const known = holder[key] ?? [];
  holder[key] = known;
  return known;
}

function readJson(name: string, text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${name} is no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function sayMissing(name: string, names: readonly string[]): string {
  const there = names.filter((each) => importable.has(endingOf(each))).slice(0, 20);
  return `There is no file ${name} beside this notebook. ${there.length > 0 ? `Files to import: ${there.join(', ')}.` : 'Add it in the Files panel.'}`;
}

const sayUnimportable = (name: string, ending: string): string =>
  ending === 'ts' || ending === 'tsx' || ending === 'jsx'
    ? `${name} cannot be imported: only plain JavaScript can. Write its code in a TypeScript cell, or add it compiled, as .js.`
    : `${name} is no module. Read it with FileAttachment(${JSON.stringify(name)}).`;
