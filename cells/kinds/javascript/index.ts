import { compileJavaScript } from '@/cells/compiler/javascript';
import { findJavaScriptSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

export const javascript: Kind = {
  name: 'javascript',
  type: cellTypes.javascript,
  label: 'JavaScript',
  defaultRun: 'auto',
  emptySource: '',
  compile: (cell) => compileJavaScript(cell.source, { hidden: cell.hidden }),
  symbols: ({ source }) => findJavaScriptSymbols(source),
};
