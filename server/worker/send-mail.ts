import { setTimeout } from 'node:timers/promises';
import { actingAs, type System } from '../context';
import { AppError } from '../errors';
import { MailRefused } from '../mail/mail';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { addressLetter, beginMail, endRound, mailJob, recordDelivery } from '../services/mails';

export { mailJob };

/**
 * Sends one mail to each of its readers and records each fate as it is known. Without a mail server, or without anybody to send it to,
 * it is kept in the outbox.
 */
export async function sendMail(system: System, job: Job<{ mailId: string }>): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const id = job.data.mailId;
  const mail = await beginMail(context, { id, isKept: !system.mail.sends });
  if (!mail) return;
  const eml = await system.storage.readAll(mail.emlHash);
  let error: string | undefined;
  for (const address of mail.addresses) {
    // Another worker has it by now, or the next process will.
    if (job.signal.aborted) throw new AppError('unavailable', 'The mail is no longer this worker’s to send.');
    const result = await trySending(system, eml, { mailId: id, topic: mail.topic, address });
    error ??= result.error;
    await untilWritten(job.signal, () => recordDelivery(context, { id, address, ...result }));
    // Nobody is there to take the others either.
    if (result.outcome === 'server') break;
  }
  await endRound(context, { id, error });
}

/** What a server took it has taken: its yes is kept here while the database is away, or the reader would be sent the mail again. */
async function untilWritten<T>(signal: AbortSignal, write: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await write();
    } catch (error) {
      if (error instanceof AppError || signal.aborted) throw error;
      await setTimeout(500);
    }
}

async function trySending(
  system: System,
  eml: Uint8Array,
  to: Parameters<typeof addressLetter>[2],
): Promise<{ outcome: 'sent' | MailRefused['of']; error?: string }> {
  try {
    await system.mail.send(await addressLetter(system, eml, to), [to.address]);
    return { outcome: 'sent' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: error instanceof MailRefused ? error.of : 'later', error: reason.slice(0, 2000) };
  }
}
