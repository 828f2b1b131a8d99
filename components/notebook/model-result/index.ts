/** How a trained model looks in a notebook, and its curve while it trains. Drawn inside the frame; knows nothing of the server. */
export { createModelResult, type ModelResultOptions, type PromotedVersion } from './create-model-result';
export { TrainingProgress } from './training-progress';
