import type { CrossValidation, FoldComparison } from '@/cells/ml/cross-validation';
import { drawView } from '../draw-view';
import type { ModelResultOptions } from '../model-result';
import { CrossValidationView } from './cross-validation-view';
import { FoldComparisonView } from './fold-comparison-view';

/** What `ml.crossValidate` gives, as an element, drawn when this returns. */
export const createCrossValidationView = (
  validation: CrossValidation,
  options: Pick<ModelResultOptions, 'openRun'> = {},
): HTMLElement => drawView(<CrossValidationView validation={validation} {...options} />);

/** What `validation.compare(other)` gives. */
export const createFoldComparisonView = (comparison: FoldComparison): HTMLElement =>
  drawView(<FoldComparisonView comparison={comparison} />);

export const isCrossValidation = (value: unknown): value is CrossValidation =>
  isKind(value, 'cross-validation') && 'outOfFold' in value;

export const isFoldComparison = (value: unknown): value is FoldComparison =>
  isKind(value, 'fold-comparison') && 'differences' in value;

const isKind = (value: unknown, kind: string): value is object =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
