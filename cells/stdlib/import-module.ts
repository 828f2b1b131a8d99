import { isFileSpecifier, refuseSpecifier } from '@/cells/compiler/import-specifier';
import { type PackageSpecifier, parsePackageSpecifier } from '@/cells/document/package-specifier';
import type { Builtin, RunScope } from '@/cells/kernel/kernel';

/** Where modules come from; the frame has them. */
export interface Modules {
  loadPackage(wanted: PackageSpecifier, run: RunScope): Promise<Readonly<Record<string, unknown>>>;
  /** `./look.js`: a file beside the notebook. */
  loadFile(name: string, run: RunScope): Promise<Readonly<Record<string, unknown>>>;
}

/** What imports compile to (`import$` of cells/compiler/imports.ts): gives the module, and says which of the wanted names it has not. */
export function createImport(modules: Modules | undefined): Builtin {
  return {
    perCell:
      (run) =>
      async (specifier: unknown, names: readonly string[] = []) => {
        const text = String(specifier);
        if (/^(blob|data):/.test(text)) return import(/* @vite-ignore */ text);
        const refusal = refuseSpecifier(text);
        if (refusal !== undefined) throw new Error(refusal);
        if (!modules) throw new Error('Nothing can be imported here.');
        const module = await load(modules, text, run);
        for (const name of names) if (!(name in module)) throw new Error(sayMissing(text, name, module));
        return module;
      },
  };
}

function load(modules: Modules, text: string, run: RunScope) {
  const wanted = parsePackageSpecifier(text);
  if (wanted) return modules.loadPackage(wanted, run);
  if (isFileSpecifier(text)) return modules.loadFile(text.slice(2), run);
  throw new Error(`Cannot import ${text}.`);
}

function sayMissing(specifier: string, name: string, module: Readonly<Record<string, unknown>>): string {
  const there = Object.keys(module).filter((each) => each !== 'default');
  const some = there.slice(0, 20).join(', ');
  if (name === 'default')
    return `${specifier} has no default export. Write import * as name, or import {…}: ${some || 'it exports nothing'}.`;
  return `${specifier} exports no ${name}. ${some ? `It exports ${some}${there.length > 20 ? ` and ${there.length - 20} more` : ''}.` : 'It exports nothing by name: write import name from.'}`;
}
