import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { metricPoint } from '@/cells/tracking/metric-point';
import { params, tags } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { runInputs, runs } from '../../db/schema';
import { AppError } from '../../errors';
import { appendPoints } from './append-points';
import { requireRun } from './require-run';

const input = z.object({
  name: z.string().min(1).max(500),
  digest: z.string().min(1).max(64),
  context: z.string().max(250).default(''),
  sourceType: z.string().max(250).default(''),
  source: z.string().max(65_535).default(''),
  schema: z.string().max(1_048_575).optional(),
  profile: z.string().max(16_777_215).optional(),
  tags: tags.default({}),
});

const modelId = z.string().regex(/^m-[0-9a-f]{32}$/, 'A logged model is named m- and 32 hexadecimal digits');

/** Adds what a run tells: points of metrics, parameters (set once), tags, inputs, models. One transaction, all or nothing. */
export const logRun = command({
  action: 'run.log',
  isLog: true,
  input: z.object({
    id: z.string().max(256),
    metrics: z.array(metricPoint).max(5000).default([]),
    params: params.default({}),
    tags: tags.default({}),
    removeTag: z.string().max(250).optional(),
    inputs: z.array(input).max(1000).default([]),
    modelInputs: z.array(z.object({ modelId })).max(100).default([]),
    modelOutputs: z
      .array(z.object({ modelId, step: z.number().int().default(0) }))
      .max(100)
      .default([]),
  }),
  async run(context, input) {
    await writeToRun(context, input.id, input);
    if (input.inputs.length)
      await context.db
        .insert(runInputs)
        .values(input.inputs.map((dataset) => ({ runId: input.id, ...dataset })))
        .onConflictDoNothing();
    return { id: input.id };
  },
});

interface Told {
  readonly metrics?: readonly z.output<typeof metricPoint>[];
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly removeTag?: string;
  readonly modelInputs?: readonly { modelId: string }[];
  readonly modelOutputs?: readonly { modelId: string; step: number }[];
}

/** Throws AppError bad_request for a parameter that has another value already: what a run was started with does not change. */
export async function writeToRun(context: CommandContext, id: string, told: Told) {
  const run = await requireRun(context, id);
  for (const [key, value] of Object.entries(told.params ?? {})) {
    const before = Object.hasOwn(run.params, key) ? run.params[key] : undefined;
    if (before !== undefined && before !== value)
      throw new AppError(
        'bad_request',
        `The parameter ${key} of run ${id} is ${short(before)} already and cannot become ${short(value)}: parameters are set once.`,
      );
  }
  if (told.removeTag !== undefined && !Object.hasOwn(run.tags, told.removeTag))
    throw new AppError('not_found', `The run ${id} has no tag ${told.removeTag}.`);
  const tags = Object.fromEntries(
    Object.entries({ ...run.tags, ...told.tags }).filter(([key]) => key !== told.removeTag),
  );
  const isTold = (part: object | undefined) => part !== undefined && Object.keys(part).length > 0;
  if (
    isTold(told.params) ||
    isTold(told.tags) ||
    told.removeTag !== undefined ||
    told.modelInputs?.length ||
    told.modelOutputs?.length
  )
    await context.db
      .update(runs)
      .set({
        params: { ...run.params, ...told.params },
        tags,
        models: {
          inputs: uniqueModels([...run.models.inputs, ...(told.modelInputs ?? [])]),
          outputs: uniqueModels([...run.models.outputs, ...(told.modelOutputs ?? [])]),
        },
        ...(told.tags?.['mlflow.runName'] && { name: told.tags['mlflow.runName'].slice(0, 500) }),
        ...(told.tags?.['mlflow.parentRunId'] && { parentId: told.tags['mlflow.parentRunId'] }),
        ...(told.tags?.['mlflow.note.content'] !== undefined && { note: told.tags['mlflow.note.content'] }),
      })
      .where(eq(runs.id, id));
  if (told.metrics?.length) await appendPoints(context, id, told.metrics);
  return run;
}

const short = (value: string): string => (value.length > 40 ? `“${value.slice(0, 40)}…”` : `“${value}”`);

const uniqueModels = <T extends { modelId: string }>(list: readonly T[]): T[] => [
  ...new Map(list.map((item) => [`${item.modelId} ${'step' in item ? item.step : ''}`, item])).values(),
];
