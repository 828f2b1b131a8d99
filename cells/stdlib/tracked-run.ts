import type { RunScope } from '@/cells/kernel/kernel';
import type { TrackedRun, Tracking } from '@/cells/tracking/track-training';
import { artifactContent } from './artifact-content';
import type { StandardLibraryServices } from './services';

/** The run of a training as its result carries it: values become files of it. */
export const trackedRun = (
  { run, artifact }: Tracking,
  services: Pick<StandardLibraryServices, 'loadAsset' | 'importAsset'>,
  { signal }: Pick<RunScope, 'signal'>,
): TrackedRun => ({
  ...run,
  artifact: async (path, value) => artifact(path, await artifactContent(path, value, { services, signal })),
});
