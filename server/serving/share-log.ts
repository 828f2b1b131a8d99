import type { System } from '../context';
import { AppError } from '../errors';
import { rollSegments } from '../services/monitoring';
import type { PredictionLog } from './prediction-log';

/**
 * Where the storage is another machine's, no worker elsewhere sees the segments of this one: so each process brings those in its
 * data folder to the storage itself, what a dead one left there too. A segment is open for `sharedRollMs` at most and this looks
 * every `lookMs`, so what others see of this process's log is a quarter of a minute late at most while the storage answers. What
 * it cannot bring now it brings later; until then it is as durable as this machine's disk.
 */
export const sharedRollMs = 10_000;
const lookMs = 4_000;

/** The answer ends it: closes the open segment and brings all there is, so that this machine may go for ever. */
export function shareLog(
  system: System,
  log: Pick<PredictionLog, 'roll'>,
  { everyMs = lookMs } = {},
): () => Promise<void> {
  let failing = false;
  let rolling: Promise<void> = Promise.resolve();
  const roll = async () => {
    try {
      await rollSegments(system);
      failing = false;
    } catch (error) {
      // A storage that is away has been told of; anything else is told once.
      if (!failing && !(error instanceof AppError && error.code === 'unavailable'))
        system.log.error('The prediction log could not be brought to the storage', { error });
      failing = true;
    }
  };
  let isRolling = false;
  const look = () => {
    if (isRolling) return;
    isRolling = true;
    rolling = roll().finally(() => {
      isRolling = false;
    });
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await log.roll();
    await rolling;
    await roll();
    if (failing)
      system.log.warn(
        'Some of the prediction log stays on this machine until a process starts with its folder',
        {
          folder: system.config.dataFolder,
        },
      );
  };
}
