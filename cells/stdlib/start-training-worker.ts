import type { StandardLibraryServices } from './services';

/** A worker of this tab in which learners train. */
export async function startTrainingWorker(loadAsset: StandardLibraryServices['loadAsset']): Promise<Worker> {
  const url = URL.createObjectURL(await loadAsset('training-worker'));
  try {
    return new Worker(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
