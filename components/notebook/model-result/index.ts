/** How a trained model looks in a notebook, and its curve while it trains. Drawn inside the frame; knows nothing of the server. */
export { createModelResult } from './create-model-result';
export type { ModelResultOptions, PromotedVersion } from './options';
export { TrainingProgress } from './training-progress';
