/** Data sets put through model versions: asked for, followed, stopped. What computes them is `server/serving/scoring`; knows no log. */
export { clearLeftScorings, partsOf } from './clear-left-scorings';
export { type ScoringJob, scoreDatasetJob } from './job';
export { listScorings, readForScoring, readScoring } from './read-scorings';
export { recordScoring } from './record-scoring';
export { requireFit } from './require-fit';
export { resumeScoring, startScoring, stopScoring } from './start-scoring';
