import { parsePackageSpecifier } from '@/cells/document/package-specifier';

/** Names that stand for themselves: who imports the package of that name most likely wants them. */
const builtIn: Readonly<Record<string, string>> = {
  d3: 'd3',
  '@observablehq/plot': 'Plot',
  '@observablehq/inputs': 'Inputs',
  htl: 'htl',
  arquero: 'aq',
  '@tensorflow/tfjs': 'tf',
  'plotly.js': 'Plotly',
};

/** Why a module cannot be imported, in words; undefined where it may be there. */
export function refuseSpecifier(specifier: string): string | undefined {
  const [, ofNotebook] = /^(?:npm:)?notebook:(.*)$/.exec(specifier) ?? [];
  if (ofNotebook !== undefined)
    return `Cells of another notebook are imported by name, in a cell of their own: import {chart} from "notebook:${ofNotebook}".`;
  if (specifier.startsWith('npm:'))
    return parsePackageSpecifier(specifier)
      ? undefined
      : `${JSON.stringify(specifier)} names no package. Write npm:name, npm:name@1.2 or npm:@scope/name@1.2/path/file.js.`;
  if (isFileSpecifier(specifier)) return refusePath(specifier);
  if (/^(blob|data):/.test(specifier)) return undefined;
  const said = JSON.stringify(specifier);
  if (specifier.startsWith('jsr:'))
    return `Cannot import ${said}: packages come from npm. Many of JSR are there, too: write npm:name.`;
  if (specifier.startsWith('node:'))
    return `Cannot import ${said}: a notebook runs in the browser, which has no modules of Node.`;
  if (specifier.startsWith('observable:'))
    return `Cannot import ${said}: nothing is fetched from observablehq.com. Download that notebook and import it here.`;
  if (/^https?:/.test(specifier))
    return `Cannot import ${said}: no code comes from another host. ${ofHost(specifier)}`;
  if (/^[@a-z]/i.test(specifier)) {
    const there = builtIn[specifier];
    return there
      ? `${there} is there without an import. For another version write npm:${specifier}@… .`
      : `Cannot import ${said}. For the package of npm write "npm:${specifier}", for a file of this notebook "./${specifier}".`;
  }
  return `Cannot import ${said}. Write npm:name for a package, ./name.js for a file of this notebook.`;
}

/** The common hosts of packages name them in their addresses. */
function ofHost(address: string): string {
  const [, found] =
    /^https?:\/\/(?:cdn\.jsdelivr\.net\/npm|esm\.sh|unpkg\.com|cdn\.skypack\.dev)\/((?:@[\w.~-]+\/)?[\w.~-]+(?:@[\w.^~-]+)?)/.exec(
      address,
    ) ?? [];
  return found
    ? `Write "npm:${found}".`
    : 'Write npm:name for a package, or add the file to this notebook and write ./name.js.';
}

export const isFileSpecifier = (specifier: string): boolean => /^\.{0,2}\//.test(specifier);

const refusePath = (specifier: string): string | undefined =>
  /^\.\/[^/\\]+$/.test(specifier)
    ? undefined
    : `Cannot import ${JSON.stringify(specifier)}: files of a notebook lie side by side. Write ./name.js.`;
