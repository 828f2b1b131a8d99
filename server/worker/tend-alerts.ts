import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import {
  gatherQuietAlerts,
  tellAlerts,
  tellAlertsJob,
  tendAlerts,
  tendAlertsJob,
  watchSystem,
} from '../services/alerts';
import { actorOf, workerId } from '../services/auth';
import { sendLeftMails } from '../services/mails';
import { sendDigests, tellUndelivered } from '../services/reports';
import { shrinkIn } from './shrink-pictures';

export { tellAlertsJob, tendAlertsJob };

/** Tells people what happened to alerts. */
export async function tellOfAlerts(
  system: System,
  { data }: Pick<Job<{ eventIds: string[] }>, 'data'>,
): Promise<void> {
  await tellAlerts(actingAs(system, await actorOf(system, workerId)), { ...data, shrink: shrinkIn(system) });
}

/** What time does to alerts and mails, and a look at the system itself. Any number of workers may do it at once. */
export async function tendAllAlerts(system: System): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  await tendAlerts(context, {});
  await gatherQuietAlerts(context, {});
  await sendDigests(context, { shrink: shrinkIn(system) });
  await sendLeftMails(context, {});
  await tellUndelivered(context, {});
  await watchSystem(context, {});
}
