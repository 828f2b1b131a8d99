import type { System } from '../context';
import { rollSegments } from '../services/monitoring';

export { rollSegmentsJob as compactPredictionsJob } from '../services/monitoring';

/** Segments of the prediction log become Parquet; twice is the same as once. */
export async function compactPredictions(system: System): Promise<void> {
  const rolled = await rollSegments(system);
  if (rolled > 0) system.log.info('Prediction log compacted', { segments: rolled });
}
