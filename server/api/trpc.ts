import { initTRPC, TRPCError } from '@trpc/server';
import type { z } from 'zod';
import type { Query } from '../command';
import type { Context } from '../context';
import { toPublicError } from '../errors';
import type { Action } from '../permissions';

/** A procedure is a command or query of a service and nothing else: its policy travels as `meta.action`. */
export interface ProcedureMeta {
  readonly action: Action;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter: ({ shape, error }) => {
      const known = toPublicError(error.cause ?? error);
      return {
        ...shape,
        message: known.message,
        data: {
          ...shape.data,
          stack: undefined,
          code: known.code,
          httpStatus: known.status,
          detail: known.detail,
        },
      };
    },
  });

export const router = t.router;

/** A command, a query, or a function of several of them that says which action it needs. */
interface Service<I extends z.ZodType, O> {
  (context: Context, input: z.input<I>): Promise<O>;
  readonly action: Action;
  readonly input: I;
}

export const read = <I extends z.ZodType, O>(service: Query<I, O>) =>
  t.procedure
    .meta({ action: service.action })
    .input(service.input)
    .query(({ ctx, input }) => guarded(() => service(ctx, input as z.input<I>)));

export const write = <I extends z.ZodType, O>(service: Service<I, O>) =>
  t.procedure
    .meta({ action: service.action })
    .input(service.input)
    .mutation(({ ctx, input }) => guarded(() => service(ctx, input as z.input<I>)));

/** tRPC wraps what it does not know; the cause keeps the AppError for the formatter. */
async function guarded<O>(run: () => Promise<O>): Promise<O> {
  try {
    return await run();
  } catch (cause) {
    throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'failed', cause });
  }
}
