import { z } from 'zod';
import type { Context } from '../../context';
import { modelName, registerVersion } from '../../services/registry';
import { refused } from './about';
import { findFiles, foreignFiles } from './foreign-files';
import { inspectFiles } from './import-model';

const keepInput = z.object({
  model: modelName,
  /** What the person chose: a folder or an archive. */
  fileName: z.string().trim().min(1).max(200),
  files: foreignFiles,
});

/** Keeps a folder of MLflow's that cannot answer here as a version: its files are given back as they were, and none of them is run. */
export const keepFolder = Object.assign(
  async (context: Context, given: z.input<typeof keepInput>) => {
    const { model, fileName, files } = keepInput.parse(given);
    const inspected = await inspectFiles(context, { files });
    if (inspected.kind === 'served')
      throw refused('This model can answer here. Register it, after a row was tried.');
    const found = await findFiles(context, files);
    return registerVersion(context, {
      ...{ model, source: fileName, files: { ...found }, refusal: inspected.why, isDropped: true },
    });
  },
  { action: 'model.promote' as const, input: keepInput },
);
