import { actingAs, type System } from '../context';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { mailJob, readQueuedMail, recordMail } from '../services/reports';

export { mailJob };

/** Sends one mail and records its fate. Without a mail server, or without anybody to send it to, it is kept in the outbox. */
export async function sendMail(system: System, job: Job<{ mailId: string }>): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const id = job.data.mailId;
  const mail = await readQueuedMail(context, { id });
  if (!mail) return;
  if (!system.mail.sends || mail.recipients.length === 0) {
    await recordMail(context, { id, fate: { state: 'kept' } });
    return;
  }
  try {
    await system.mail.send(await system.storage.readAll(mail.emlHash), mail.recipients);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await recordMail(context, { id, fate: { state: 'refused', error: reason.slice(0, 2000) } });
    return;
  }
  await recordMail(context, { id, fate: { state: 'sent' } });
}
