import { eq, sql } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { eventClients } from '../../db/schema';
import { AppError } from '../../errors';

/** What came of a batch: the greatest number that the server has of the client, and what it will never take. */
export interface TakenIn {
  readonly sequence: number;
  readonly taken: number;
  readonly refused: { sequence: number; reason: string }[];
}

/**
 * Takes events of one client in, in the order of their numbers. Those up to the greatest number taken before are passed over, so
 * that they may be sent again after an outage. An event that cannot be taken (its run is deleted, its notebook gone) is refused
 * by name and the others go on: it would be refused for ever.
 */
export async function takeInOrder<Event extends { readonly sequence: number }>(
  context: CommandContext,
  { client, events }: { readonly client: string; readonly events: readonly Event[] },
  take: (event: Event) => Promise<void>,
): Promise<TakenIn> {
  await context.db
    .insert(eventClients)
    .values({ client, sequence: 0, seenAt: context.now() })
    .onConflictDoNothing();
  const [known] = await context.db
    .select({ sequence: eventClients.sequence })
    .from(eventClients)
    .where(eq(eventClients.client, client))
    .for('update');
  let sequence = known?.sequence ?? 0;
  const refused: { sequence: number; reason: string }[] = [];
  let taken = 0;
  for (const event of [...events].sort((a, b) => a.sequence - b.sequence)) {
    if (event.sequence <= sequence) continue;
    sequence = event.sequence;
    try {
      await take(event);
      taken++;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ sequence: event.sequence, reason: error.message });
    }
  }
  await context.db
    .update(eventClients)
    .set({ sequence: sql`greatest(${eventClients.sequence}, ${sequence})`, seenAt: context.now() })
    .where(eq(eventClients.client, client));
  return { sequence, taken, refused };
}

/** Only our own words: they are thrown before a statement fails, so the transaction can go on. */
export const isRefusal = (error: unknown): error is AppError =>
  error instanceof AppError && error.code !== 'internal' && error.code !== 'unavailable';
