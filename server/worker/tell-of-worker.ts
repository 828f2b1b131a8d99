import { actingAs, type System } from '../context';
import { actorOf, workerId } from '../services/auth';
import { forgetWorker, noteWorker, type WorkerAbout } from '../services/searches';

/** Says that this worker is up, three times a heartbeat, until the answer is called. */
export async function startTellingOfWorker(
  system: System,
  worker: WorkerAbout,
): Promise<() => Promise<void>> {
  const context = actingAs(system, await actorOf(system, workerId));
  const tell = () =>
    noteWorker(context, worker).catch((error: unknown) =>
      system.log.warn('A worker could not say that it is up', { error }),
    );
  let telling = tell();
  await telling;
  const timer = setInterval(
    () => {
      telling = telling.then(tell);
    },
    (system.config.heartbeatSeconds * 1000) / 3,
  );
  timer.unref();
  return async () => {
    clearInterval(timer);
    // One that is on its way would note the worker again.
    await telling;
    await forgetWorker(context, { id: worker.id });
  };
}
