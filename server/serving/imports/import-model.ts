import { z } from 'zod';
import { heldOutFile } from '@/cells/ml/held-out-file';
import { query } from '../../command';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { readRows } from '../../services/datasets';
import { admitVersion, importVersion, modelName, readMlmodel } from '../../services/registry';
import { aboutModel, refused } from './about';
import { findFiles, foreignFiles, storeFiles } from './foreign-files';
import { openCandidate, readRow } from './open-candidate';
import { readForeign } from './read-foreign';
import { readOwnRows } from './read-own-rows';
import { testOnRows } from './test-on-rows';
import { layFiles, writeImported } from './write-imported';

const row = z.record(z.string(), z.unknown());

/** What uploaded files could be registered as. A folder of MLflow's that cannot answer here could be kept. */
export const inspectFiles = query({
  action: 'model.promote',
  input: z.object({ files: foreignFiles }),
  async run(context, { files }) {
    const found = await findFiles(context, files);
    try {
      const { learner, producer, size, isFixed, proposal, example } = await readForeign(context, found);
      const hasRows = isFixed === true && found[heldOutFile] !== undefined;
      return { kind: 'served' as const, hasRows, learner, producer, size, isFixed, example, ...proposal };
    } catch (error) {
      if (!found.MLmodel || !(error instanceof AppError)) throw error;
      const { flavors } = await readMlmodel(context, found.MLmodel);
      return { kind: 'kept' as const, flavors, why: error.message };
    }
  },
});

/** What they answer to one row. */
export const tryFiles = query({
  action: 'model.promote',
  input: z.object({ files: foreignFiles, about: aboutModel, row }),
  async run(context, { files, about, row }) {
    const found = await findFiles(context, files);
    const made = await (await readForeign(context, found)).make(about);
    await using candidate = await openCandidate(context, found, made);
    const { values, probabilities } = await candidate.predict(readRow(made.manifest, row));
    const [value = null] = values;
    return {
      prediction: typeof value === 'number' && !Number.isFinite(value) ? null : value,
      probabilities: probabilities?.classes.map((name, c) => ({ name, value: probabilities.values[c] ?? 0 })),
    };
  },
});

const importInput = z.object({
  model: modelName,
  description: z.string().max(5000).default(''),
  licence: z.string().max(200).default(''),
  /** What the person chose: a file, a folder or an archive. */
  fileName: z.string().trim().min(1).max(200),
  files: foreignFiles,
  about: aboutModel,
  /** A row that it must answer. */
  row,
  /** Rows with their truth: by them it is judged here, as models that were trained here are by their held-out rows. */
  testedOn: z.object({ datasetId: z.string(), version: z.number().int().positive().optional() }).optional(),
});

/** Tests a model on its example row, and on a data set where one is named, and adds it to a model as a version that answers. */
export const importModel = Object.assign(
  async (context: Context, given: z.input<typeof importInput>) => {
    const input = importInput.parse(given);
    const made = await makePackage(context, input);
    const files = await storeFiles(context, made.files);
    const { model, description, licence } = input;
    const { source, data, flavors } = made;
    const imported = await importVersion(context, {
      ...{ model, description, licence, source, data, flavors },
      files: layFiles(files, made),
    });
    await admitVersion(context, { versionId: imported.versionId });
    return imported;
  },
  { action: 'model.promote' as const, input: importInput },
);

/** A query, so that whoever may not promote has nothing run. */
const makePackage = query({
  action: 'model.promote',
  input: importInput,
  async run(context, { files, about, row, fileName, testedOn }) {
    const found = await findFiles(context, files);
    const foreign = await readForeign(context, found);
    const made = await foreign.make(about);
    const described = made.manifest;
    const source = foreign.producer ? `${fileName}, written by ${foreign.producer}` : fileName;
    await using candidate = await openCandidate(context, found, made);
    const example = readRow(described, row);
    const [answer] = (await candidate.predict(example)).values;
    if (typeof answer === 'number' && !Number.isFinite(answer))
      throw refused(
        'The model gives no number for the example row. Give another row, or look at its columns.',
      );
    const read =
      testedOn && (await readRows(context, { ...testedOn, id: testedOn.datasetId, limit: 10_000 }));
    const rows = read
      ? { ...read, said: `${read.name} v${read.version}` }
      : foreign.isFixed && (await readOwnRows(context, found));
    const tested = rows ? await testOnRows(candidate, described, rows) : undefined;
    const manifest = {
      ...described,
      notes: [`It was made elsewhere: ${source}.`, ...described.notes, ...(tested?.notes ?? [])],
      evaluation: tested?.evaluation ?? described.evaluation,
    };
    return {
      ...{ source, given: found, flavors: [...foreign.flavors], parameters: made.parameters },
      files: writeImported({
        ...{ manifest, example, parameters: made.parameters },
        ...{ profile: tested?.profile, heldOut: tested?.heldOut },
      }),
      data: read
        ? [
            {
              table: 'test rows',
              datasetId: testedOn.datasetId,
              name: read.name,
              version: read.version,
              hash: read.hash,
            },
          ]
        : [],
    };
  },
});
