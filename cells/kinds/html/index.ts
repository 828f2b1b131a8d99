import { findTemplateSymbols } from '@/cells/compiler/symbols';
import { compileTemplate } from '@/cells/compiler/template';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

export const html: Kind = {
  name: 'html',
  type: cellTypes.html,
  label: 'HTML',
  defaultRun: 'auto',
  onlyShows: true,
  emptySource: '',
  compile: (cell) => compileTemplate(cell.source, { tag: 'html', hidden: cell.hidden, output: cell.output }),
  symbols: ({ source }) => findTemplateSymbols(source),
};
