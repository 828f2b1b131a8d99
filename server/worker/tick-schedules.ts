import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { listDueSchedules, startDueExecution } from '../services/schedules';

/** Starts what is due now. Safe in any number of workers at once. Gives how many executions it made. */
export async function tickSchedules(system: System): Promise<number> {
  const context = actingAs(system, await actorOf(system, workerId));
  let started = 0;
  for (;;) {
    const due = await listDueSchedules(context, { limit: 100 });
    let moved = 0;
    for (const { id } of due) {
      try {
        if (await startDueExecution(context, { scheduleId: id })) moved += 1;
      } catch (error) {
        system.log.error(`The schedule ${id} could not be started.`, { error: String(error) });
      }
    }
    started += moved;
    if (due.length < 100 || moved === 0) return started;
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
