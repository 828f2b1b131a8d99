import type { TunedModel } from '@/cells/ml/tuning/tuning';
import type { PersonalColumns } from '@/cells/personal';
import { drawView } from '../draw-view';
import { ModelResult } from '../model-result/model-result';
import type { ModelResultOptions } from '../model-result/options';
import { SearchSummary } from './search-summary';

export interface TunedResultOptions extends ModelResultOptions {
  /** Puts a train cell with the best settings below. Without it there is no button. */
  readonly applySettings?: () => void;
}

/** A tuned model as an element, drawn when this returns: the model, and below it the search. */
export const createTunedResult = (
  model: TunedModel,
  { applySettings, ...shown }: TunedResultOptions = {},
  personal?: PersonalColumns,
): HTMLElement =>
  drawView(
    <>
      <ModelResult model={model} {...shown} />
      <SearchSummary tuning={model.tuning} applySettings={applySettings} />
    </>,
    personal,
  );
