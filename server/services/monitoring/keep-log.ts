import { eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { notify } from '../../db/notify';
import { logSettings } from '../../db/schema';
import { modelName } from '../registry';
import { listDays, listLoggedModels, readDay } from './day-files';
import { readErased } from './erasures/erased-rows';
import { mergeDay, removeSuperseded } from './merge-day';
import { removeWindows } from './prediction-windows';
import { keepSketches } from './sketches';

interface LogSettings {
  /** Null: for ever. */
  readonly keepDays: number | null;
  /** One of so many requests is logged; 1: all. */
  readonly keepOneOf: number;
}

async function findLogSettings({ db }: Pick<Context, 'db'>, model: string): Promise<LogSettings> {
  const known = await db.query.logSettings.findFirst({ where: eq(logSettings.model, model) });
  return { keepDays: known?.keepDays ?? null, keepOneOf: known?.keepOneOf ?? 1 };
}

/** One of how many requests of a model is logged. */
export const readKeptShare = async (context: Pick<Context, 'db'>, model: string): Promise<number> =>
  (await findLogSettings(context, model)).keepOneOf;

/** How many days a model's log is kept, and how much of it. */
export const readLogSettings = query({
  action: 'model.read',
  input: z.object({ model: modelName }),
  run: (context, { model }) => findLogSettings(context, model),
});

/**
 * From the next turn of the job on (within the hour), days that are older are removed, predictions and labels; from the next second on, one
 * of so many requests is logged. What is not named stays.
 */
export const changeLogSettings = command({
  action: 'log.keep',
  input: z.object({
    model: modelName,
    keepDays: z.number().int().min(1, 'Keep a day at least').max(36_500).nullable().optional(),
    keepOneOf: z
      .number()
      .int()
      .min(1, 'Keep one of one request, which is all, or of more')
      .max(1000, 'Keep one of a thousand requests at least')
      .optional(),
  }),
  async run(context, { model, ...wanted }) {
    const before = await findLogSettings(context, model);
    const { keepDays = before.keepDays, keepOneOf = before.keepOneOf } = wanted;
    const change = { keepDays, keepOneOf, changedAt: context.now(), changedBy: context.actor.id };
    await context.db
      .insert(logSettings)
      .values({ model, ...change })
      .onConflictDoUpdate({ target: logSettings.model, set: change });
    await notify(context.db, 'cellar_model', model);
    context.audit(`model:${model}`, { keepDays, keepOneOf, before });
    return { before };
  },
});

/** A day that is over is merged once it has two files; today's when it has this many. */
const manyFiles = 24;

/**
 * Keeps the log in order: days beyond what a model keeps are removed, the small files of a day become one, and of that sketches are
 * made. Killed at any moment and done again it comes to the same.
 */
export async function keepLog(
  context: Context,
  { signal }: { signal?: AbortSignal } = {},
): Promise<{ merged: number; removed: number; sketched: number }> {
  await removeWindows(context);
  const kept = await context.db.query.logSettings.findMany({ where: isNotNull(logSettings.keepDays) });
  const limits = new Map(kept.map(({ model, keepDays }) => [model, keepDays ?? 0]));
  const sum = { merged: 0, removed: 0, sketched: 0 };
  const failed: { model: string; cause: unknown }[] = [];
  for (const model of await listLoggedModels(context)) {
    try {
      const { merged, removed, sketched } = await keepModel(context, model, {
        limit: limits.get(model),
        signal,
      });
      sum.merged += merged;
      sum.removed += removed;
      sum.sketched += sketched;
    } catch (cause) {
      signal?.throwIfAborted();
      failed.push({ model, cause });
    }
  }
  const [first] = failed;
  if (first) throw new Error(sayFailed(failed), { cause: first.cause });
  return sum;
}

/** One that fails does not hold up the others: the job is tried again for its sake. */
const sayFailed = (failed: readonly { model: string; cause: unknown }[]): string =>
  failed
    .map(
      ({ model, cause }) =>
        `The log of ${model} could not be kept in order: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
    .join(' ');

async function keepModel(
  context: Context,
  model: string,
  { limit, signal }: { limit?: number; signal?: AbortSignal },
): Promise<{ merged: number; removed: number; sketched: number }> {
  const today = dayOf(context.now().getTime());
  const removed = limit === undefined ? 0 : await removeOld(context, model, limit);
  const erased = await readErased(context, model);
  let merged = 0;
  for (const kind of ['predictions', 'labels'] as const)
    for (const [day, keys] of await listDays(context, kind, model)) {
      signal?.throwIfAborted();
      const files = await readDay(context, keys);
      await removeSuperseded(context, files);
      if (files.counting.length < (day < today ? 2 : manyFiles)) continue;
      if (await mergeDay(context, { model, kind, day, keys, erased })) merged++;
    }
  return { merged, removed, sketched: await keepSketches(context, { model, today, signal }) };
}

/** Labels are kept a week longer than the day on which they came: one may come before its prediction. */
const labelDays = 7;

async function removeOld(context: Context, model: string, keepDays: number): Promise<number> {
  const now = context.now().getTime();
  const days: { kind: string; day: string; files: number }[] = [];
  for (const kind of ['predictions', 'labels'] as const) {
    const oldest = dayOf(now - (keepDays + (kind === 'labels' ? labelDays : 0)) * 86_400_000);
    for (const [day, keys] of await listDays(context, kind, model)) {
      if (day >= oldest) continue;
      // Lists first: a list without its file would count, and have nothing.
      for (const key of [...keys].sort((a, b) => Number(b.endsWith('.json')) - Number(a.endsWith('.json'))))
        await context.storage.removeKey(key);
      days.push({ kind, day, files: keys.length });
    }
  }
  if (days.length > 0)
    await recordRemoved(context, {
      model,
      keepDays,
      days: days.map(({ kind, day }) => `${kind} ${day}`),
      files: days.reduce((sum, { files }) => sum + files, 0),
    });
  return days.length;
}

/** What retention took, for the audit log. */
const recordRemoved = command({
  action: 'log.rewrite',
  input: z.object({
    model: modelName,
    keepDays: z.number(),
    days: z.array(z.string()),
    files: z.number(),
  }),
  async run(context, { model, ...facts }) {
    context.audit(`model:${model}`, facts);
  },
});

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
