import type { Dependence, Explanation } from '@/cells/ml/model';
import type { PersonalColumns } from '@/cells/personal';
import { drawView } from '../draw-view';
import { DependenceView } from './dependence-view';
import { ExplanationView } from './explanation-view';

/** What `model.explain` gives, as an element, drawn when this returns. */
export const createExplanationView = (explanation: Explanation, personal?: PersonalColumns): HTMLElement =>
  drawView(<ExplanationView explanation={explanation} />, personal);

/** What `model.dependence` gives. */
export const createDependenceView = (dependence: Dependence, personal?: PersonalColumns): HTMLElement =>
  drawView(<DependenceView dependence={dependence} />, personal);

export const isExplanation = (value: unknown): value is Explanation =>
  isKind(value, 'explanation') && 'base' in value && 'inputs' in value;

export const isDependence = (value: unknown): value is Dependence =>
  isKind(value, 'dependence') && 'at' in value && 'scale' in value;

function isKind(value: unknown, kind: string): value is { readonly values: Float64Array } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === kind &&
    'values' in value &&
    value.values instanceof Float64Array
  );
}
