import { readBytes } from './json-file';
import { learnersAbout } from './learners-about';
import { parseManifest } from './manifest';
import type { PackageFiles, TrainedModel } from './model';
import type { Prepared } from './prepare-training';
import type { TrainOptions, TrainOptionsInput } from './train-options';
import type { WithBase } from './transfer/take-base';

/** What `ml.train` is called with: the options, and maybe a model from which training goes on. */
export type TrainCall = TrainOptionsInput & WithBase & { readonly warmStart?: TrainedModel };

/** An earlier model's package. */
export interface EarlierTraining {
  readonly files: PackageFiles;
}

/**
 * Takes the earlier model out of a call, as files that cross to a worker.
 * @throws Error when it is no model that was trained
 */
export async function readWarmStart(
  call: TrainCall,
): Promise<{ warmStart?: EarlierTraining; rest: TrainOptionsInput & WithBase }> {
  if (typeof call !== 'object' || call === null || !('warmStart' in call)) return { rest: call };
  const { warmStart: model, ...rest } = call;
  if (model === undefined || model === null) return { rest };
  if (typeof model.toPackage !== 'function')
    throw new Error('Option warmStart: a model that ml.train gave is needed, the value and not its name.');
  return { warmStart: { files: await model.toPackage() }, rest };
}

/** @throws Error that says in what the earlier model differs */
export function refuseOtherModel(
  { files }: EarlierTraining,
  prepared: Prepared,
  options: TrainOptions,
): void {
  const { learner, task, target, signature } = parseManifest(readBytes(files, 'cellar.json'));
  const { label, continues } = learnersAbout[options.learner];
  if (!continues) throw new Error(`Option warmStart: ${label} cannot go on from an earlier model.`);
  const faults = [
    learner !== options.learner && `it is of the learner ${learner}`,
    target !== options.target && `it predicts “${target}”`,
    task !== prepared.task && `its task is ${task}`,
    task === prepared.task &&
      String(signature.output.classes) !== String(prepared.classes) &&
      `its classes are ${signature.output.classes?.join(', ')}`,
    String(signature.inputs.map(nameAndType)) !== String(prepared.train.features.columns.map(nameAndType)) &&
      `its inputs are ${signature.inputs.map(nameAndType).join(', ')}`,
  ].filter((fault) => fault !== false);
  if (faults.length > 0)
    throw new Error(`Option warmStart: training cannot go on from that model: ${faults.join('; ')}.`);
  if ([...files.keys()].some((path) => path.startsWith('ydf/')))
    throw new Error(
      'Option warmStart: that model was made by an earlier version, from which training cannot go on.',
    );
}

const nameAndType = ({ name, type }: { readonly name: string; readonly type: string }): string =>
  `${name} (${type})`;
