import type { TrainedModel } from '@/cells/ml/model';
import type { PersonalColumns } from '@/cells/personal';
import { drawView } from '../draw-view';
import { ModelResult } from './model-result';
import type { ModelResultOptions } from './options';

/** A trained model as an element, drawn when this returns. */
export const createModelResult = (
  model: TrainedModel,
  options: ModelResultOptions = {},
  personal?: PersonalColumns,
): HTMLElement => drawView(<ModelResult model={model} {...options} />, personal);
