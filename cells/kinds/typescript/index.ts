import { compileTypeScript, findTypeScriptSymbols } from '@/cells/compiler/typescript';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

/** As javascript, with types, which are taken away and not checked. */
export const typescript: Kind = {
  name: 'typescript',
  type: cellTypes.typescript,
  label: 'TypeScript',
  defaultRun: 'auto',
  emptySource: '',
  compile: (cell) => compileTypeScript(cell.source, { hidden: cell.hidden }),
  symbols: ({ source }) => findTypeScriptSymbols(source),
};
