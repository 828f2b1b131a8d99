import { z } from 'zod';
import { readJson, writeJson } from './json-file';
import type { PackageFiles, TrainedModel } from './model';

/** The curve of a training in a package: metrics by step. Older packages have none. */
export const historyFile = 'history.json';

const historySchema = z.strictObject({
  format: z.literal(1),
  steps: z
    .array(
      z.strictObject({
        step: z.number().int().min(0),
        metrics: z.record(z.string().max(60), z.number()),
      }),
    )
    .max(100_000),
});

/** A metric that is no finite number at a step is left out of it. */
export function writeHistory(history: TrainedModel['history']): Uint8Array {
  const steps = history.map(({ step, metrics }) => ({
    step,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))),
  }));
  return writeJson({ format: 1, steps } satisfies z.infer<typeof historySchema>);
}

/**
 * Empty where the package has none.
 * @throws Error in words when the file is damaged
 */
export const readHistory = (files: PackageFiles): TrainedModel['history'] =>
  files.has(historyFile) ? readJson(files, historyFile, historySchema).steps : [];
