import { findTemplateSymbols } from '@/cells/compiler/symbols';
import { compileTemplate } from '@/cells/compiler/template';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

/** A formula on a line of its own. `${…}` puts values into its text. */
export const tex: Kind = {
  name: 'tex',
  type: cellTypes.tex,
  label: 'TeX',
  defaultRun: 'auto',
  onlyShows: true,
  emptySource: '',
  compile: (cell) =>
    // An empty text shows nothing, and fetches nothing.
    compileTemplate(cell.source, {
      tag: cell.source.trim() === '' ? 'String.raw' : 'tex.block',
      hidden: cell.hidden || cell.source.trim() === '',
      output: cell.output,
    }),
  symbols: ({ source }) => findTemplateSymbols(source),
};
