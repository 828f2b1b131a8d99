import { z } from 'zod';
import { readJson, writeJson } from '../json-file';
import type { PackageFiles } from '../model';
import type { RandomState } from '../random';
import type { Ensemble } from './ensemble';
import { readEnsemble, writeEnsemble } from './ensemble-file';
import type { RoundsDone } from './run-rounds';

/** Boosting after a round. What each row's score is follows from the trees: they are added in the same order, so to the same bits. */
export interface RoundsState {
  readonly ensemble: Ensemble;
  readonly done: RoundsDone;
  readonly random: RandomState;
}

const headFile = 'rounds-state.json';
const word = z.number().int();
const headSchema = z.strictObject({
  round: z.number().int().min(1),
  /** None where no held-out rows chose one. */
  best: z.strictObject({ round: z.number().int().min(1), score: z.number() }).optional(),
  random: z.tuple([word, word, word, word]),
});

export function writeRoundsState({ ensemble, done: { round, best }, random }: RoundsState): PackageFiles {
  const head: z.infer<typeof headSchema> = {
    round,
    ...(best.round > 0 && { best }),
    random: [...random],
  };
  return new Map([...writeEnsemble(ensemble), [headFile, writeJson(head)]]);
}

/** @throws Error when the state is damaged, or reads other columns than the training does */
export function readRoundsState(files: PackageFiles, features: Ensemble['features']): RoundsState {
  const { round, best, random } = readJson(files, headFile, headSchema);
  const ensemble = readEnsemble(files);
  if (ensemble.features.length !== features.length)
    throw new Error('The trees of the checkpoint read other columns.');
  return {
    ensemble,
    done: { round, best: best ?? { round: 0, score: Number.POSITIVE_INFINITY } },
    random,
  };
}
