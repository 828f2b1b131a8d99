import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { startDueExecutions } from '../services/schedules';

/** Schedules that one transaction moves on: many at the same minute cost few commits, and nobody is held up for long. */
const batch = 500;

/** Starts what is due now. Safe in any number of workers at once. Gives how many executions it made. */
export async function tickSchedules(system: System): Promise<number> {
  const context = actingAs(system, await actorOf(system, workerId));
  let started = 0;
  for (;;) {
    const { taken, executions } = await startDueExecutions(context, { limit: batch });
    started += executions;
    if (taken < batch) return started;
  }
}

/** Ticks at once and then every few seconds, one after the other. The answer stops it and waits for the tick that runs. */
export function startTicking(system: System, everyMs = 3000): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tick = async (): Promise<void> => {
    try {
      await tickSchedules(system);
    } catch (error) {
      system.log.error('Looking for due schedules failed; trying again in a moment.', {
        error: String(error),
      });
    }
    if (!stopped)
      timer = setTimeout(() => {
        last = tick();
      }, everyMs);
  };
  let last = tick();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await last;
  };
}
