import type { z } from 'zod';
import type { CommandContext, Context } from './context';
import { auditEntries } from './db/schema';
import { AppError } from './errors';
import { createId } from './id';
import { type Action, can } from './permissions';

/**
 * Every write is a command: parse → authorize → (prepare) → one transaction → audit row in it. tRPC, HTTP, worker and CLI call the same
 * one. Reads are queries: parse → authorize → run.
 */
export interface Command<Input extends z.ZodType, Output> {
  (context: Context, input: z.input<Input>): Promise<Output>;
  /** The same as a step of another command: in its transaction, yet parsed, authorized and audited on its own. */
  within(context: CommandContext, input: z.input<Input>): Promise<Output>;
  readonly kind: 'command';
  readonly action: Action;
  readonly input: Input;
}

export interface Query<Input extends z.ZodType, Output> {
  (context: Context, input: z.input<Input>): Promise<Output>;
  readonly kind: 'query';
  readonly action: Action;
  readonly input: Input;
}

export function command<Input extends z.ZodType, Output, Prepared = undefined>(definition: {
  action: Action;
  input: Input;
  /** Of what is a log in itself (points of a metric): an audit row is written only where `run` says `audit()`. */
  isLog?: boolean;
  /** Slow work outside the database (reading and hashing files), done before the transaction opens; it changes nothing. */
  prepare?(context: Omit<Context, 'queue'>, input: z.output<Input>): Promise<Prepared>;
  run(context: CommandContext, input: z.output<Input>, prepared: Prepared): Promise<Output>;
}): Command<Input, Output> {
  const { action, input, isLog = false, prepare, run } = definition;
  const check = (context: Pick<Context, 'actor'>, raw: z.input<Input>) => {
    const parsed = parse(input, raw, action);
    authorize(context, action);
    return parsed;
  };
  // Without `prepare`, `Prepared` is inferred as undefined.
  const prepareFor = async (context: Omit<Context, 'queue'>, parsed: z.output<Input>) =>
    (await prepare?.(context, parsed)) as Prepared;
  const perform = async (
    context: Omit<CommandContext, 'audit'>,
    parsed: z.output<Input>,
    prepared: Prepared,
  ): Promise<Output> => {
    let subject = '';
    const detail: Record<string, unknown> = {};
    const output = await run(
      {
        ...context,
        audit(about, facts) {
          subject = about;
          Object.assign(detail, facts);
        },
      },
      parsed,
      prepared,
    );
    if (isLog && subject === '') return output;
    await context.db
      .insert(auditEntries)
      .values({ id: createId(), at: context.now(), actorId: context.actor.id, action, subject, detail });
    return output;
  };
  const execute = async (context: Context, raw: z.input<Input>): Promise<Output> => {
    const parsed = check(context, raw);
    const prepared = await prepareFor(context, parsed);
    return context.db.transaction((transaction) =>
      perform(
        {
          ...context,
          db: transaction,
          queue: {
            send: (type, data, options) => context.queue.send(type, data, options, transaction),
            sendAll: (type, jobs) => context.queue.sendAll(type, jobs, transaction),
          },
        },
        parsed,
        prepared,
      ),
    );
  };
  const within = async (context: CommandContext, raw: z.input<Input>): Promise<Output> => {
    const parsed = check(context, raw);
    return perform(context, parsed, await prepareFor(context, parsed));
  };
  return Object.assign(execute, { within, kind: 'command' as const, action, input });
}

export function query<Input extends z.ZodType, Output>(definition: {
  action: Action;
  input: Input;
  run(context: Context, input: z.output<Input>): Promise<Output>;
}): Query<Input, Output> {
  const { action, input, run } = definition;
  const execute = async (context: Context, raw: z.input<Input>): Promise<Output> => {
    const parsed = parse(input, raw, action);
    authorize(context, action);
    return run(context, parsed);
  };
  return Object.assign(execute, { kind: 'query' as const, action, input });
}

function authorize(context: Pick<Context, 'actor'>, action: Action): void {
  if (!can(context.actor, action))
    throw new AppError(
      'forbidden',
      `${context.actor.name} may not do this (${action}). Ask an owner of this workspace for a role that may.`,
    );
}

function parse<Input extends z.ZodType>(schema: Input, raw: unknown, action: Action): z.output<Input> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
  throw new AppError('bad_request', `${issue?.message ?? 'Invalid input'}${where} (${action}).`, {
    cause: result.error,
  });
}
