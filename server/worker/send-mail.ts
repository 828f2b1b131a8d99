import { setTimeout } from 'node:timers/promises';
import { actingAs, type Context, type System } from '../context';
import { AppError } from '../errors';
import { MailRefused } from '../mail/mail';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  addressLetter,
  beginMail,
  claimOf,
  endRound,
  holdMail,
  mailJob,
  recordDelivery,
} from '../services/mails';

export { mailJob };

/** How often it is said that a mail is still being sent: a quarter of the time after which it is free again. */
const renewMs = 30_000;

/**
 * Sends one mail to each of its readers and records each fate as it is known. Without a mail server, or without anybody to send it to,
 * it is kept in the outbox. Of two jobs for it one sends, the other finds nothing to do.
 */
export async function sendMail(
  system: System,
  job: Job<{ mailId: string }>,
  renewEveryMs = renewMs,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const id = job.data.mailId;
  const claim = claimOf(job);
  const mail = await beginMail(context, { id, claim, isKept: !system.mail.sends });
  if (!mail) return;
  // A reader's mail server may take minutes over one message.
  const holding = setInterval(
    () => void holdMail(context, { id, claim }).catch(() => {}), // the next one will do, or the record of the fate
    renewEveryMs,
  );
  try {
    await sendToEach(context, job, { id, claim, ...mail });
  } finally {
    clearInterval(holding);
  }
}

interface ClaimedMail extends NonNullable<Awaited<ReturnType<typeof beginMail>>> {
  readonly id: string;
  readonly claim: string;
}

async function sendToEach(
  context: Context,
  job: Pick<Job<unknown>, 'signal'>,
  { id, claim, emlHash, topic, addresses }: ClaimedMail,
): Promise<void> {
  const eml = await readLetter(context, emlHash);
  let error: string | undefined;
  for (const address of addresses) {
    // Another worker has it by now, or the next process will.
    if (job.signal.aborted) throw new AppError('unavailable', 'The mail is no longer this worker’s to send.');
    const result =
      eml instanceof AppError
        ? { outcome: 'message' as const, error: eml.message }
        : await trySending(context, eml, { mailId: id, topic, address });
    error ??= result.error;
    const { isMine } = await untilWritten(job.signal, () =>
      recordDelivery(context, { id, claim, address, ...result }),
    );
    if (!isMine) return;
    // Nobody is there to take the others either.
    if (result.outcome === 'server') break;
  }
  await endRound(context, { id, claim, error });
}

/** The message; an error where its file is gone for good, which no further try would bring back. */
async function readLetter({ storage }: System, hash: string): Promise<Uint8Array | AppError> {
  try {
    return await storage.readAll(hash);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return error;
    throw error;
  }
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
