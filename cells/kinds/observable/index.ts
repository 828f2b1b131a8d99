import { compileObservable } from '@/cells/compiler/observable';
import { findObservableSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';

/** Observable's older dialect of JavaScript, as its notebooks have it. */
export const observable: Kind = {
  name: 'observable',
  type: cellTypes.observable,
  label: 'Observable JavaScript',
  defaultRun: 'auto',
  emptySource: '',
  compile: (cell) => compileObservable(cell.source, { hidden: cell.hidden }),
  symbols: ({ source }) => findObservableSymbols(source),
};
