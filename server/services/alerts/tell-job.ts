import { z } from 'zod';
import type { CommandContext } from '../../context';
import type { JobType } from '../../queue/queue';

/** Writes the one mail about these entries of alerts' histories. */
export const tellAlertsJob: JobType<{ readonly eventIds: string[] }> = {
  name: 'tell-alerts',
  schema: z.object({ eventIds: z.array(z.string()).min(1).max(200) }),
  expireInSeconds: 120,
  retryLimit: 10,
  retryDelaySeconds: 10,
};

/** Wakes snoozed alerts, escalates, sends what waited for the end of quiet hours, and looks at this system itself. */
export const tendAlertsJob: JobType<Record<string, never>> = {
  name: 'tend-alerts',
  schema: z.object({}).strict(),
  retryLimit: 0,
};

export async function sendTellAlerts(
  { queue }: Pick<CommandContext, 'queue'>,
  eventIds: readonly string[],
): Promise<void> {
  for (let i = 0; i < eventIds.length; i += 200)
    await queue.send(tellAlertsJob, { eventIds: eventIds.slice(i, i + 200) });
}
