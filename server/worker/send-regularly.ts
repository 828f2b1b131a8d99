import type { System } from '../context';
import type { JobType } from '../queue/queue';

/**
 * Sends a job now and then every `seconds`; one of it waits at most, whatever the number of workers. The job itself decides
 * whether there is anything to do. The answer stops it.
 */
export function sendRegularly(
  system: System,
  type: JobType<Record<string, never>>,
  seconds: number,
): () => void {
  const send = () =>
    void system.queue
      .send(type, {}, { singletonKey: type.name })
      .catch((error) => system.log.warn(`The job ${type.name} could not be sent`, { error }));
  send();
  const timer = setInterval(send, seconds * 1000);
  timer.unref();
  return () => clearInterval(timer);
}
