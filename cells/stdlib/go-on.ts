import type { CheckpointSlot, TrainingCheckpoints } from '@/cells/ml/checkpoint';
import { isOutOfMemory } from '@/cells/ml/out-of-memory';
import { mostCheckpointBytes } from '@/cells/ml/pace-checkpoints';
import { WorkerLost } from '@/cells/ml/worker-calls';
import type { InterruptedRun, Tracking } from '@/cells/tracking/track-training';

/** A run of a training that leaves checkpoints. */
export interface GoingRun {
  readonly checkpoints: TrainingCheckpoints | undefined;
  /** The run, once it is known whether it is one that was interrupted. */
  begun(): Tracking | undefined;
  /** Where it has gone on, in words. */
  whence(): string | undefined;
  /** The training has ended well: its run, to be told so. */
  ended(): Tracking;
  failed(error: unknown, stopped: boolean): void;
}

/**
 * Begins the run of a training. One whose tab died goes on where its last checkpoint stood, as the same run: which it is, is known when the
 * checkpoint has been looked at. A training that its machine broke off may go on; one that failed in its own words, or was stopped, begins anew.
 */
export async function goOn(
  slot: CheckpointSlot | undefined,
  start: (interrupted?: InterruptedRun) => Tracking,
): Promise<GoingRun> {
  const found = await slot?.find();
  let begun: Tracking | undefined;
  let whence: string | undefined;
  const begin = (interrupted?: InterruptedRun) => {
    begun ??= start(interrupted);
    return begun;
  };
  if (!found) begin();
  return {
    checkpoints: slot && {
      found: found?.files,
      judged(verdict) {
        if ('discarded' in verdict) {
          slot.discard(verdict.discarded);
          begin();
          return;
        }
        const run = found?.about.run;
        begin(run === undefined ? undefined : { id: run, history: verdict.history });
        const { unit, step } = verdict.resumed;
        whence = `Gone on ${unit === 'fold' ? 'in' : 'after'} ${unit} ${step.toLocaleString('en')}`;
      },
      keep({ about, files, history }) {
        const { run, progress } = begin();
        // The curve is written down first: the run that is continued has it.
        progress(history, 'at once');
        slot.keep({ about: { ...about, run: run.id }, files });
      },
      tooLarge: (bytes) =>
        slot.unkept(
          `its state takes ${Math.ceil(bytes / 1e6)} MB, and ${mostCheckpointBytes / 1e6} MB at most are kept`,
        ),
    },
    begun: () => begun,
    whence: () => whence,
    ended() {
      slot?.drop();
      return begin();
    },
    failed(error, stopped) {
      begin().failed(error, stopped);
      if (error instanceof WorkerLost || isOutOfMemory(error)) slot?.interrupted();
      else slot?.drop();
    },
  };
}
