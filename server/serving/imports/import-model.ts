import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { readRows } from '../../services/datasets';
import { admitVersion, importVersion, modelName } from '../../services/registry';
import { aboutModel, describeFile, proposeFor, refused } from './about';
import { readFile, storeFiles } from './model-files';
import { openCandidate, readRow } from './open-candidate';
import { testOnRows } from './test-on-rows';
import { writeImported } from './write-imported';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const row = z.record(z.string(), z.unknown());

/** What an uploaded file could be registered as. */
export const inspectFile = query({
  action: 'model.promote',
  input: z.object({ hash }),
  async run(context, { hash }) {
    const { graph, proposal } = proposeFor(await readFile(context, hash));
    const { inputs, outputs, producer, nodes } = graph;
    return { producer, nodes, tensors: inputs, outputs, ...proposal };
  },
});

/** What it answers to one row. */
export const tryFile = query({
  action: 'model.promote',
  input: z.object({ hash, about: aboutModel, row }),
  async run(context, { hash, about, row }) {
    const manifest = describeFile(await readFile(context, hash), about);
    await using candidate = await openCandidate(context, hash, manifest);
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
  fileName: z.string().trim().min(1).max(200),
  hash,
  about: aboutModel,
  /** A row that it must answer. */
  row,
  /** Rows with their truth: by them it is judged here, as models that were trained here are by their held-out rows. */
  testedOn: z.object({ datasetId: z.string(), version: z.number().int().positive().optional() }).optional(),
});

/** Tests a file on its example row, and on a data set where one is named, and adds it to a model as a version that answers. */
export const importModel = Object.assign(
  async (context: Context, given: z.input<typeof importInput>) => {
    const input = importInput.parse(given);
    const made = await makePackage(context, input);
    const files = await storeFiles(context, made.files);
    const { model, description, licence } = input;
    const { source, data } = made;
    const imported = await importVersion(context, {
      ...{ model, description, licence, source, data, flavors: ['onnx'] },
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
  async run(context, { hash, about, row, fileName, testedOn }) {
    const file = await readFile(context, hash);
    const described = describeFile(file, about);
    const { producer } = proposeFor(file).graph;
    const source = producer ? `${fileName}, written by ${producer}` : fileName;
    await using candidate = await openCandidate(context, hash, described);
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
      source,
      files: writeImported({ manifest, example, profile: tested?.profile, heldOut: tested?.heldOut }),
      uploaded: { 'model.onnx': { hash, bytes: file.byteLength } },
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
