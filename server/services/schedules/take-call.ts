import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, count, eq, gt, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { executions, schedules, scheduleTriggers } from '../../db/schema';
import { AppError } from '../../errors';
import { createSecretBox } from '../../secrets';
import { readRevisionHtml } from './create-schedule';
import { withParameters } from './notebook-inputs';
import { parametersInput } from './schedule-input';
import { startTriggered } from './start-triggered';
import { ownerOf } from './triggers';

/** Executions that calls may start in a minute, of one schedule. */
export const mostCallsPerMinute = 10;

const unknown = () =>
  new AppError(
    'unauthenticated',
    'There is no such address, or the secret is not the one that belongs to it. Send the secret as “Authorization: Bearer …”, or sign the body with it: “X-Hub-Signature-256: sha256=…”.',
  );

/**
 * A call from outside to the address of a schedule's webhook: makes one execution for each delivery, however often it is sent. The
 * body may give parameters, `{"parameters": {"hour": 9}}`. Throws AppError unauthenticated without the secret (for addresses that are
 * not there too), too_many_requests, conflict for a paused schedule, unprocessable for parameters that its inputs do not take.
 */
export const takeCall = command({
  action: 'schedule.run',
  input: z.object({
    triggerId: z.string().max(100),
    /** Of the header Authorization. */
    token: z.string().max(1000).optional(),
    /** Of the header X-Hub-Signature-256: hex of the HMAC-SHA-256 of the body. */
    signature: z.string().max(200).optional(),
    /** What the sender calls this delivery; the same one is taken once. */
    delivery: z.string().max(200).optional(),
    body: z.string(),
  }),
  async run(context, { triggerId, token, signature, delivery, body }) {
    const { db, config } = context;
    const [row] = await db
      .select({ trigger: scheduleTriggers, schedule: schedules })
      .from(scheduleTriggers)
      .innerJoin(schedules, eq(schedules.id, scheduleTriggers.scheduleId))
      .where(
        and(
          eq(scheduleTriggers.id, triggerId),
          eq(scheduleTriggers.kind, 'webhook'),
          isNull(schedules.deletedAt),
        ),
      )
      .for('update', { of: schedules });
    if (!row?.trigger.secret) throw unknown();
    const secret = createSecretBox(config).open(row.trigger.secret, ownerOf(triggerId));
    if (!isKnown(secret, { token, signature, body })) throw unknown();
    const { schedule } = row;
    context.audit(`schedule:${schedule.id}`, { trigger: 'webhook', triggerId, delivery });
    if (!schedule.enabled)
      throw new AppError('conflict', `The schedule “${schedule.name}” is paused: nothing was started.`);
    const parameters = readParameters(body);
    withParameters(await readRevisionHtml(context, schedule.revisionId), {
      ...schedule.parameters,
      ...parameters,
    });
    const [recent] = await db
      .select({ count: count() })
      .from(executions)
      .where(
        and(
          eq(executions.scheduleId, schedule.id),
          eq(executions.trigger, 'webhook'),
          gt(executions.createdAt, new Date(context.now().getTime() - 60_000)),
        ),
      );
    if (Number(recent?.count ?? 0) >= mostCallsPerMinute)
      throw new AppError(
        'too_many_requests',
        `This address was called ${mostCallsPerMinute} times within a minute. Call it again in a minute.`,
      );
    const { executionIds } = await startTriggered.within(context, {
      id: delivery
        ? `${triggerId}:${delivery}`
        : `${triggerId}:${context.now().toISOString()}:${recent?.count}`,
      ...{ kind: 'webhook', subject: triggerId, at: context.now(), parameters },
      words: 'a call from outside',
    });
    return { executionId: executionIds[0] ?? null };
  },
});

function isKnown(
  secret: string,
  { token, signature, body }: { token?: string; signature?: string; body: string },
): boolean {
  if (token !== undefined) return isSame(token, secret);
  if (signature === undefined) return false;
  return isSame(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
}

/** In the same time, wherever they differ. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function readParameters(body: string): Record<string, unknown> {
  if (body.trim() === '') return {};
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return {}; // what other programs send is theirs
  }
  if (typeof read !== 'object' || read === null || !('parameters' in read)) return {};
  const parsed = parametersInput.safeParse(read.parameters);
  if (!parsed.success)
    throw new AppError(
      'unprocessable',
      'The parameters of a call are an object: {"parameters": {"hour": 9}}, with the names of the notebook’s inputs.',
    );
  return parsed.data;
}
