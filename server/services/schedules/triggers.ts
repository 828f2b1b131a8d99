import { randomBytes } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { CommandContext } from '../../context';
import { datasets, models, schedules, scheduleTriggers } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { createSecretBox } from '../../secrets';

const some = z.string().min(1, 'Choose what it waits for').max(100);

/** What starts a schedule beside its clock; `id` of one that it has already, which keeps its address and secret. */
export const triggerInput = z.discriminatedUnion('kind', [
  z.object({ id: z.string().optional(), kind: z.literal('dataset'), subject: some }),
  /** An alert opened: of another schedule, or of any. */
  z.object({ id: z.string().optional(), kind: z.literal('alert'), subject: some.nullable() }),
  z.object({ id: z.string().optional(), kind: z.literal('version'), subject: some }),
  z.object({ id: z.string().optional(), kind: z.literal('alias'), subject: some, condition: some }),
  z.object({ id: z.string().optional(), kind: z.literal('webhook') }),
  z.object({
    id: z.string().optional(),
    kind: z.literal('ended'),
    subject: some,
    condition: z.enum(['succeeded', 'failed', 'always']),
  }),
]);
export type TriggerInput = z.infer<typeof triggerInput>;
export const triggersInput = z.array(triggerInput).max(20, 'At most 20 events for one schedule');

/**
 * What starts a schedule from now on. Gives the secrets of webhooks that are new: they are shown once. Throws AppError not_found for a
 * thing that is not there, bad_request for a schedule that would start itself.
 */
export async function replaceTriggers(
  context: CommandContext,
  scheduleId: string,
  triggers: readonly TriggerInput[],
): Promise<{ triggerId: string; secret: string }[]> {
  const { db } = context;
  const before = await db.select().from(scheduleTriggers).where(eq(scheduleTriggers.scheduleId, scheduleId));
  const kept = new Set(triggers.flatMap(({ id }) => id ?? []));
  const gone = before.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  if (gone.length) await db.delete(scheduleTriggers).where(inArray(scheduleTriggers.id, gone));
  const secrets: { triggerId: string; secret: string }[] = [];
  for (const trigger of triggers) {
    await requireSubject(context, scheduleId, trigger);
    const fields = {
      kind: trigger.kind,
      subject: 'subject' in trigger ? trigger.subject : null,
      condition: 'condition' in trigger ? trigger.condition : null,
    };
    const known = before.find(({ id, kind }) => id === trigger.id && kind === trigger.kind);
    if (known) {
      await db.update(scheduleTriggers).set(fields).where(eq(scheduleTriggers.id, known.id));
      continue;
    }
    const id = createId();
    const secret = trigger.kind === 'webhook' ? randomBytes(24).toString('base64url') : undefined;
    await db.insert(scheduleTriggers).values({
      ...{ id, scheduleId, ...fields, createdAt: context.now(), createdBy: context.actor.id },
      secret: secret ? createSecretBox(context.config).seal(secret, ownerOf(id)) : null,
    });
    if (secret) secrets.push({ triggerId: id, secret });
  }
  return secrets;
}

/** To which row a sealed secret belongs. */
export const ownerOf = (triggerId: string): string => `schedule-trigger:${triggerId}`;

async function requireSubject(
  { db }: CommandContext,
  scheduleId: string,
  trigger: TriggerInput,
): Promise<void> {
  if (trigger.kind === 'webhook' || trigger.subject === null) return;
  const { kind, subject } = trigger;
  if (subject === scheduleId)
    throw new AppError('bad_request', 'A schedule cannot be started by itself: it would never stop.');
  const found =
    kind === 'dataset'
      ? await db.query.datasets.findFirst({
          where: and(eq(datasets.id, subject), isNull(datasets.deletedAt)),
        })
      : kind === 'version' || kind === 'alias'
        ? await db.query.models.findFirst({ where: eq(models.id, subject) })
        : await db.query.schedules.findFirst({
            where: and(eq(schedules.id, subject), isNull(schedules.deletedAt)),
          });
  if (!found) throw new AppError('not_found', `The ${noun[kind]} that it waits for is not there.`);
}

const noun = { dataset: 'data set', version: 'model', alias: 'model', alert: 'schedule', ended: 'schedule' };
