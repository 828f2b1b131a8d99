import type { Proposal } from '@/cells/ml/elsewhere/propose';
import type { LearnerName, PackageFiles, PackageManifest } from '@/cells/ml/model';
import type { JsonValue } from '../../services/registry';
import type { AboutModel } from './about';

/** A model that was made elsewhere, as its files say of themselves: nothing of it was run. */
export interface ForeignModel {
  readonly learner: LearnerName;
  /** What wrote it: “pytorch 2.4”, or nothing. */
  readonly producer: string;
  /** How large it is: “12 operators”. */
  readonly size: { readonly count: number; readonly of: 'operator' | 'part' | 'tree' };
  readonly proposal: Proposal;
  /** Its columns, target and classes are part of it, and stay as they are. */
  readonly isFixed?: true;
  /** Makes a package of it, not tested yet. @throws AppError in words where what a person said does not fit it */
  make(about: AboutModel): Promise<Made>;
}

export interface Made {
  readonly manifest: PackageManifest;
  /** Files of the package that were worked out from what was given. */
  readonly parameters: PackageFiles;
  /** Which of the given files it is opened with. */
  readonly uses: readonly string[];
}

/** A model and what the folder around it says. */
export interface ReadForeign extends ForeignModel {
  /** Of MLflow's folder; else the name of the form. */
  readonly flavors: readonly string[];
  /** Its input example, where the folder has one. */
  readonly example?: Readonly<Record<string, JsonValue>>;
}
