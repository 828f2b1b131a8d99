import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { readRows } from '../../services/datasets';
import { admitVersion, importVersion, modelName } from '../../services/registry';
import { aboutModel, describeForeign, refused } from './about';
import { findFiles, foreignFiles, storeFiles } from './foreign-files';
import { readForeign } from './foreign-model';
import { openCandidate, readRow } from './open-candidate';
import { testOnRows } from './test-on-rows';
import { withoutOurs, writeImported } from './write-imported';

const row = z.record(z.string(), z.unknown());

/** What uploaded files could be registered as. */
export const inspectFiles = query({
  action: 'model.promote',
  input: z.object({ files: foreignFiles }),
  async run(context, { files }) {
    const { learner, graph, proposal, example } = await readForeign(context, await findFiles(context, files));
    const { inputs, outputs, producer, nodes } = graph;
    return { learner, producer, nodes, tensors: inputs, outputs, example, ...proposal };
  },
});

/** What they answer to one row. */
export const tryFiles = query({
  action: 'model.promote',
  input: z.object({ files: foreignFiles, about: aboutModel, row }),
  async run(context, { files, about, row }) {
    const found = await findFiles(context, files);
    const manifest = describeForeign(await readForeign(context, found), about);
    await using candidate = await openCandidate(context, found, manifest);
    const { values, probabilities } = await candidate.predict(readRow(manifest, row));
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
      files: { ...files, ...made.uploaded },
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
    const uploaded = withoutOurs(await findFiles(context, files));
    const foreign = await readForeign(context, uploaded);
    const described = describeForeign(foreign, about);
    const { producer } = foreign.graph;
    const source = producer ? `${fileName}, written by ${producer}` : fileName;
    await using candidate = await openCandidate(context, uploaded, described);
    const example = readRow(described, row);
    const [answer] = (await candidate.predict(example)).values;
    if (typeof answer === 'number' && !Number.isFinite(answer))
      throw refused(
        'The model gives no number for the example row. Give another row, or look at its columns.',
      );
    const read =
      testedOn && (await readRows(context, { ...testedOn, id: testedOn.datasetId, limit: 10_000 }));
    const tested = read && (await testOnRows(candidate, described, read));
    const manifest = {
      ...described,
      notes: [`It was made elsewhere: ${source}.`, ...(tested?.notes ?? [])],
      evaluation: tested?.evaluation ?? described.evaluation,
    };
    return {
      ...{ source, uploaded, flavors: [...foreign.flavors] },
      files: writeImported({ manifest, example, profile: tested?.profile, heldOut: tested?.heldOut }),
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
