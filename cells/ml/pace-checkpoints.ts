import type { Checkpoint, TrainingCheckpoints } from './checkpoint';

/** Bytes of a checkpoint at most; a training whose state is larger leaves none. */
export const mostCheckpointBytes = 64_000_000;
/** Milliseconds between checkpoints: so many, and as many again for each megabyte, so that they cost a few per cent of the time at most. */
const pauseMs = 5000;
const pausePerMegabyteMs = 1000;

/** Keeps a checkpoint now and then, as long as its state is small enough. */
export function paceCheckpoints({
  keep,
  tooLarge,
  now = () => performance.now(),
}: Pick<TrainingCheckpoints, 'keep' | 'tooLarge' | 'now'>): {
  isDue(): boolean;
  keep(checkpoint: Checkpoint): void;
} {
  let [last, pause] = [now(), pauseMs];
  return {
    isDue: () => now() - last >= pause,
    keep(checkpoint) {
      const bytes = [...checkpoint.files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
      last = now();
      pause = pauseMs + (pausePerMegabyteMs * bytes) / 1e6;
      if (bytes <= mostCheckpointBytes) return keep(checkpoint);
      // A state does not become smaller, and to make one takes time.
      pause = Number.POSITIVE_INFINITY;
      tooLarge?.(bytes);
    },
  };
}
