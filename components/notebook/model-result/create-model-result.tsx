import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { TrainedModel } from '@/cells/ml/model';
import { ModelResult } from './model-result';
import type { ModelResultOptions } from './options';

/** A trained model as an element, drawn when this returns. */
export function createModelResult(model: TrainedModel, options: ModelResultOptions = {}): HTMLElement {
  const element = document.createElement('div');
  const root = createRoot(element);
  flushSync(() => root.render(<ModelResult model={model} {...options} />));
  return element;
}
