import type { Columns, HeldOut, PackageFiles, PackageManifest, TrainingProfile } from '@/cells/ml/model';
import { buildPackage } from '@/cells/ml/model-package';

/** The files of a package around a model that was made elsewhere, without its own. */
export const writeImported = (made: {
  readonly manifest: PackageManifest;
  readonly example: Columns;
  readonly profile?: TrainingProfile;
  readonly heldOut?: HeldOut;
}): PackageFiles => buildPackage({ ...made, parameters: new Map(), history: [] });
