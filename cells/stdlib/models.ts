import type { Metrics, PackageManifest, Signature, Task } from '@/cells/ml/model';
import type { TrainingProfile } from '@/cells/statistics';
import type { StandardLibraryServices } from './services';

/** What a notebook may know of a model version that it was granted. */
export interface ModelReading {
  readonly name: string;
  readonly version: number;
  readonly task: Task;
  readonly target: string;
  readonly signature: Signature;
  /** On the test rows, by their names in the field. */
  readonly metrics: Metrics;
  readonly baseline: Metrics;
  /** The training data, for drift. */
  readonly profile: TrainingProfile;
  readonly manifest: PackageManifest;
}

/** `models.read("bike-demand")`: the champion, or the version or alias named. Throws what the page says, e.g. without a grant. */
export const createModels = ({ request }: Pick<StandardLibraryServices, 'request'>) => ({
  async read(model: string, version?: number | string): Promise<ModelReading> {
    const answer = await request('model.read', { model, version });
    // The server checked both when the version was promoted.
    const manifest = answer.manifest as PackageManifest;
    const { task, target, signature, evaluation } = manifest;
    return {
      name: answer.model,
      version: answer.version,
      task,
      target,
      signature,
      metrics: evaluation.metrics,
      baseline: evaluation.baseline,
      profile: answer.profile as TrainingProfile,
      manifest,
    };
  },
});
