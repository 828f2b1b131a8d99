import { z } from 'zod';
import type { CheckpointVerdict, TrainingCheckpoints } from '../checkpoint';
import { type CheckpointIdentity, checkpointIdentity, sayDifference } from '../checkpoint-identity';
import { engineVersions } from '../engine-versions';
import { jsonFigure, toJsonFigure } from '../json-figure';
import { readJson, writeJson } from '../json-file';
import type { PackageFiles } from '../model';
import { mostCheckpointBytes } from '../pace-checkpoints';
import type { TableRead } from '../read-table';
import { fingerprint } from './fingerprint';
import { searchValue } from './search-space';
import type { Trial } from './trial';
import { learnersOf, type TuneOptions } from './tune-options';

/** Milliseconds between checkpoints at least. */
const pauseMs = 1000;

const file = 'search.json';
const count = z.number().int().min(0);
const trialSchema = z.strictObject({
  number: z.number().int().min(1),
  state: z.enum(['complete', 'pruned', 'failed']),
  branch: z.string(),
  values: z.record(z.string(), searchValue),
  value: jsonFigure.optional(),
  foldValues: z.array(jsonFigure).optional(),
  steps: count,
  durationMs: z.number().min(0),
  problem: z.string().optional(),
  place: z.string().optional(),
  loss: jsonFigure.optional(),
  rungs: z.array(z.strictObject({ curve: z.string(), step: count, loss: jsonFigure })),
});
const searchSchema = z.strictObject({
  format: z.literal(1),
  of: checkpointIdentity,
  trials: z.array(trialSchema).min(1),
});

/** Everything that decides what the trials are; how many there are, how many run at once and where does not. */
export function identifySearch(read: TableRead, options: TuneOptions): CheckpointIdentity {
  const { trials, seconds, workers, where, found, ...rest } = options;
  const engines = learnersOf(options.search).map((learner) => engineVersions[learner]);
  return {
    options: JSON.stringify(rest),
    data: fingerprint(read.columns),
    engine: JSON.stringify(engines),
  };
}

/**
 * The trials of a search outlive its tab: those that have ended are kept as they come, and an interrupted search of the same options, the
 * same values of the same table and the same engines goes on from them.
 */
export function openSearchCheckpoint(
  of: CheckpointIdentity,
  wanted: number,
  { found, judged, keep, tooLarge, now = () => performance.now() }: TrainingCheckpoints,
): { readonly earlier: readonly Trial[]; see(trials: readonly Trial[]): void } {
  const { earlier, said } = found ? readSearch(found, of, wanted) : { earlier: [], said: undefined };
  if (said) judged(said);
  let kept = earlier.length;
  let last = Number.NEGATIVE_INFINITY;
  return {
    earlier,
    see(trials) {
      const ended = trials.filter(({ state }) => state !== 'running');
      if (ended.length <= kept || now() - last < pauseMs) return;
      kept = ended.length;
      last = now();
      const bytes = writeJson({ format: 1, of, trials: ended.map(sayFigures) });
      if (bytes.byteLength > mostCheckpointBytes) {
        kept = Number.POSITIVE_INFINITY;
        return tooLarge?.(bytes.byteLength);
      }
      keep({
        about: { step: ended.length, steps: Math.max(wanted, ended.length), unit: 'trial' },
        files: new Map([[file, bytes]]),
        history: [],
      });
    },
  };
}

function readSearch(
  files: PackageFiles,
  now: CheckpointIdentity,
  wanted: number,
): { earlier: readonly Trial[]; said: CheckpointVerdict } {
  try {
    const { of, trials } = readJson(files, file, searchSchema);
    const differs = sayDifference(of, now);
    if (differs) return { earlier: [], said: { discarded: `${differs} since trial ${trials.length}` } };
    const about = { step: trials.length, steps: Math.max(wanted, trials.length), unit: 'trial' } as const;
    return { earlier: trials, said: { resumed: about, history: [] } };
  } catch {
    return { earlier: [], said: { discarded: 'it is damaged' } };
  }
}

/** What JSON would make null, in words. */
function sayFigures(trial: Trial) {
  return {
    ...trial,
    foldValues: trial.foldValues?.map(toJsonFigure),
    rungs: trial.rungs.map((rung) => ({ ...rung, loss: toJsonFigure(rung.loss) })),
  };
}
