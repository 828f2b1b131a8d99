import type { RequestInput } from '@/cells/bridge/messages';
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

/** Runs what the model named `output` depends on in a notebook, with these versions of its data, and gives it as it is proposed. */
export type TrainNotebook = (
  context: Context,
  notebook: {
    readonly html: string;
    readonly notebookId: string;
    readonly output: string;
    readonly data: PinnedData;
  },
  run: { readonly turnId: string; readonly signal: AbortSignal },
) => Promise<RequestInput<'model.promote'>>;

export interface Trainers {
  readonly train: TrainAgain;
  readonly trainNotebook: TrainNotebook;
}

export interface StepMeans extends Trainers {
  readonly context: Context;
  readonly signal: AbortSignal;
}

/** Does what a turn's state asks for. Undefined: it waits for something else, and is looked at again. */
export type Step = (subject: ForTurn, means: StepMeans) => Promise<NextStep | undefined>;
