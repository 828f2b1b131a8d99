import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError, type z } from 'zod';
import type { Query } from '../command';
import type { Context } from '../context';
import { AppError, errorStatus, toPublicError } from '../errors';
import type { Action } from '../permissions';
import { sayIssue } from './say-issue';

/** A procedure is a command or query of a service and nothing else: its policy travels as `meta.action`. */
export interface ProcedureMeta {
  readonly action: Action;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter: ({ shape, error }) => {
      const known = explain(error);
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

/** In the words of this server, whoever found the fault: a service, the input's schema, or tRPC itself. */
function explain(error: TRPCError): ReturnType<typeof toPublicError> {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AppError) return toPublicError(cause);
  if (error.cause instanceof ZodError) {
    return { code: 'bad_request', status: 400, message: sayIssue(error.cause.issues[0]) };
  }
  if (error.code === 'INTERNAL_SERVER_ERROR') return toPublicError(error.cause ?? error);
  const code = error.code === 'NOT_FOUND' ? 'not_found' : 'bad_request';
  return { code, status: errorStatus[code], message: error.message };
}

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
