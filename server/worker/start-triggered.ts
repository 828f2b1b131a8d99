import type { z } from 'zod';
import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { type happening, startTriggeredJob } from '../services/events';
import { startTriggered } from '../services/schedules';

export { startTriggeredJob };

/** Starts the schedules that wait for an event. Delivered twice, it starts each once. */
export async function startByEvent(system: System, job: Job<z.input<typeof happening>>): Promise<void> {
  await startTriggered(actingAs(system, await actorOf(system, workerId)), job.data);
}
