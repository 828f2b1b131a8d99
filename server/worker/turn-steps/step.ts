import type { PackageFiles } from '@/cells/ml/model';
import type { Context } from '../../context';
import type { readForVerification } from '../../services/registry';
import type { ForTurn, NextStep, PinnedData } from '../../services/retraining';

export type Subject = NonNullable<Awaited<ReturnType<typeof readForVerification>>>;

/** Runs the slice of a version with other versions of its data, and gives the package that comes out. */
export type TrainAgain = (
  context: Context,
  subject: Subject & { readonly data: PinnedData },
  run: { readonly turnId: string; readonly signal: AbortSignal },
) => Promise<PackageFiles>;

export interface StepMeans {
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly train: TrainAgain;
}

/** Does what a turn's state asks for. Undefined: it waits for something else, and is looked at again. */
export type Step = (subject: ForTurn, means: StepMeans) => Promise<NextStep | undefined>;
