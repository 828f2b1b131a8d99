import type { z } from 'zod';
import type { Context } from '../context';
import { AppError } from '../errors';
import { type Action, can } from '../permissions';
import { readExample, readServed, type Warmed } from '../services/registry';
import { servingOf } from './create-serving';
import { readRows } from './predict';

export interface WarmUp {
  readonly model: string;
  readonly versions: readonly number[];
}

/**
 * Has versions answer their example in the memory from which they will be served: milliseconds of each, loading included.
 * @throws AppError unprocessable, with the reason, when one does not answer
 */
export async function warmUp(context: Context, { model, versions }: WarmUp): Promise<Warmed> {
  const times: Warmed = {};
  for (const number of new Set(versions)) {
    const version = await readServed(context, model, number);
    const began = performance.now();
    try {
      const example = await readExample(context.storage, version.files, {
        signature: version.manifest.signature,
      });
      const { rows } = readRows(version, [example]);
      await (await servingOf(context).models.get(version)).predict(rows);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new AppError(
        'unprocessable',
        `Version ${number} of ${model} gets no traffic, since it did not answer its example: ${why}`,
        { cause },
      );
    }
    times[String(number)] = Math.round(performance.now() - began);
  }
  return times;
}

/** A change that gives a version traffic, with the warm-up before it: only then the change commits. */
export function warmly<I extends z.ZodType<object>, O>(
  change: ((context: Context, input: z.input<I>) => Promise<O>) & {
    readonly action: Action;
    readonly input: I;
  },
  about: (input: z.output<I>, context: Context) => WarmUp | Promise<WarmUp>,
) {
  return Object.assign(
    async (context: Context, given: z.input<I>): Promise<O> => {
      const parsed = change.input.safeParse(given);
      // What is refused anyway is refused in the change's own words, and loads no model.
      if (!parsed.success || !can(context.actor, change.action)) return change(context, given);
      const warmed = await warmUp(context, await about(parsed.data, context));
      // What the caller said of warm-ups does not count.
      return change(context, { ...(given as object), warmed } as z.input<I>);
    },
    { action: change.action, input: change.input },
  );
}
