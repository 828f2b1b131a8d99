import { heldOutFile } from '@/cells/ml/held-out-file';
import { historyFile } from '@/cells/ml/history-file';
import { learntRowsFile } from '@/cells/ml/learnt-rows';
import type { Columns, HeldOut, PackageFiles, PackageManifest, TrainingProfile } from '@/cells/ml/model';
import { buildPackage } from '@/cells/ml/model-package';
import type { StoredFiles } from './foreign-files';

/** The files of a package around a model that was made elsewhere, without its own. */
export const writeImported = (made: {
  readonly manifest: PackageManifest;
  readonly example: Columns;
  readonly profile?: TrainingProfile;
  readonly heldOut?: HeldOut;
  /** Files that were worked out from its own. */
  readonly parameters?: PackageFiles;
}): PackageFiles => buildPackage({ parameters: new Map(), ...made, history: [] });

/** Files by which a version is judged, compared and shown: whoever sends a folder does not bring them. */
const ours: ReadonlySet<string> = new Set([
  ...[
    'cellar.json',
    'profile.json',
    'environment.json',
    'notebook.html',
    heldOutFile,
    learntRowsFile,
    historyFile,
  ],
]);

export const withoutOurs = (files: StoredFiles): StoredFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !ours.has(path)));

/** The files of a version: those that were given stay as they were, but for those that are ours and those that were worked out. */
export function layFiles(
  written: StoredFiles,
  { given, parameters }: { readonly given: StoredFiles; readonly parameters: PackageFiles },
): StoredFiles {
  const worked = Object.entries(written).filter(([path]) => parameters.has(path));
  return { ...written, ...withoutOurs(given), ...Object.fromEntries(worked) };
}
