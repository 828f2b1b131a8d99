import { z } from 'zod';
import { toJsonNumber, trackingKey } from '@/cells/tracking/metric-point';
import { runStatuses } from '@/cells/tracking/run-event';
import { samplePositions } from '@/cells/tracking/sample-series';
import type { Context } from '../../context';
import * as experiments from '../../services/experiments';
import { readToken, writeToken } from './choose';
import { endpoint } from './endpoint';
import { MlflowError } from './errors';
import { int64, many, metric, named, pair, pairs, text, toPairs, viewTypes } from './fields';

/** Every call takes the deprecated twin too. */
const ofRun = { run_id: text.optional(), run_uuid: text.optional() };

function runIdOf({ run_id, run_uuid }: { run_id?: string; run_uuid?: string }): string {
  const id = run_id || run_uuid;
  if (!id)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      "Missing value for required parameter 'run_id'. See the API docs for more information about request parameters.",
    );
  return id;
}

const artifactUri = (run: { id: string; experimentId: string }) =>
  `mlflow-artifacts:/${run.experimentId}/${run.id}/artifacts`;

const toInfo = (run: experiments.RunRow) => ({
  run_id: run.id,
  run_uuid: run.id,
  run_name: run.name,
  experiment_id: run.experimentId,
  user_id: run.userId,
  status: run.status,
  start_time: run.startedAt.getTime(),
  ...(run.endedAt && { end_time: run.endedAt.getTime() }),
  artifact_uri: artifactUri(run),
  lifecycle_stage: run.deletedAt ? 'deleted' : 'active',
});

const toRun = (run: experiments.RunRow, inputs: readonly Input[] = []) => ({
  info: toInfo(run),
  data: {
    metrics: Object.entries(run.metrics).map(([key, latest]) => ({ key, ...latest })),
    params: toPairs(run.params),
    tags: toPairs(run.tags),
  },
  inputs: {
    dataset_inputs: inputs.map(toDatasetInput),
    model_inputs: run.models.inputs.map(({ modelId }) => ({ model_id: modelId })),
  },
  outputs: { model_outputs: run.models.outputs.map(({ modelId, step }) => ({ model_id: modelId, step })) },
});

type Input = experiments.RunInput;

const toDatasetInput = (input: Input) => ({
  tags: [
    ...(input.context ? [{ key: 'mlflow.data.context', value: input.context }] : []),
    ...toPairs(input.tags),
  ],
  dataset: {
    name: input.name,
    digest: input.digest,
    source_type: input.sourceType,
    source: input.source,
    ...(input.schema && { schema: input.schema }),
    ...(input.profile && { profile: input.profile }),
  },
});

async function readWhole(context: Context, id: string) {
  const run = await experiments.readRun(context, { id });
  return toRun(run, run.inputs);
}

const datasetInput = z.object({
  tags: pairs,
  dataset: z.object({
    name: named,
    digest: named.pipe(z.string().max(36)),
    source_type: text.default(''),
    source: text.default(''),
    schema: text.optional(),
    profile: text.optional(),
  }),
});

const done = async (work: Promise<unknown>) => {
  await work;
  return {};
};

export const runEndpoints = [
  endpoint({
    method: 'POST',
    path: 'runs/create',
    policy: 'run.log',
    input: z.object({
      experiment_id: text.default(experiments.defaultExperimentId),
      user_id: text.optional(),
      run_name: text.optional(),
      start_time: int64.optional(),
      tags: pairs,
    }),
    async run(context, input) {
      const { id } = await experiments.startRun(context, {
        experimentId: input.experiment_id || experiments.defaultExperimentId,
        userId: input.user_id || input.tags['mlflow.user'],
        name: input.run_name,
        startedAt: input.start_time,
        tags: input.tags,
      });
      return { run: await readWhole(context, id) };
    },
  }),
  endpoint({
    method: 'POST',
    path: 'runs/update',
    policy: 'run.log',
    input: z.object({
      ...ofRun,
      status: z.enum(runStatuses).optional(),
      end_time: int64.optional(),
      run_name: text.optional(),
    }),
    async run(context, input) {
      const id = runIdOf(input);
      await experiments.updateRun(context, {
        id,
        status: input.status,
        endedAt: input.end_time,
        name: input.run_name,
      });
      return { run_info: toInfo(await experiments.readRun(context, { id })) };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'runs/get',
    policy: 'run.read',
    input: z.object(ofRun),
    run: async (context, input) => ({ run: await readWhole(context, runIdOf(input)) }),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/delete',
    policy: 'run.delete',
    input: z.object(ofRun),
    run: (context, input) => done(experiments.deleteRuns(context, { ids: [runIdOf(input)] })),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/restore',
    policy: 'run.delete',
    input: z.object(ofRun),
    run: (context, input) => done(experiments.restoreRuns(context, { ids: [runIdOf(input)] })),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/search',
    policy: 'run.read',
    input: z.object({
      experiment_ids: many(text),
      filter: text.default(''),
      run_view_type: viewTypes,
      max_results: int64.pipe(z.number().min(1).max(50_000)).default(1000),
      order_by: many(text),
      page_token: text.default(''),
    }),
    async run(context, input) {
      const offset = readToken(input.page_token);
      const view = { ACTIVE_ONLY: 'kept', DELETED_ONLY: 'deleted', ALL: 'all' } as const;
      const ids = await experiments.findRunIds(context, {
        experimentIds: input.experiment_ids,
        view: view[input.run_view_type],
        filter: input.filter,
        orderBy: input.order_by,
        limit: input.max_results + 1,
        offset,
      });
      const page = ids.slice(0, input.max_results);
      const [rows, inputs] = [
        await experiments.readRunRows(context, page),
        await experiments.readInputs(context, page),
      ];
      return {
        runs: rows.map((run) => toRun(run, inputs.get(run.id))),
        ...(ids.length > page.length && { next_page_token: writeToken(offset + page.length) }),
      };
    },
  }),
  endpoint({
    method: 'POST',
    path: 'runs/log-metric',
    policy: 'run.log',
    input: metric.extend(ofRun),
    run: (context, input) => done(logMetrics(context, runIdOf(input), [input])),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/log-parameter',
    policy: 'run.log',
    input: pair.extend(ofRun),
    run: (context, input) =>
      done(experiments.logRun(context, { id: runIdOf(input), params: { [input.key]: input.value } })),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/log-batch',
    policy: 'run.log',
    input: z.object({
      ...ofRun,
      metrics: z.array(metric).max(1000).default([]),
      params: z.array(pair).max(100).default([]),
      tags: z.array(pair).max(100).default([]),
    }),
    async run(context, input) {
      if (input.metrics.length + input.params.length + input.tags.length > 1000)
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          'A batch logging request can contain at most 1000 metrics, params, and tags in total.',
        );
      const names = input.params.map(({ key }) => key);
      const twice = names.find((key, index) => names.indexOf(key) !== index);
      if (twice !== undefined)
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Duplicate parameter keys have been submitted: ${twice}`,
        );
      const map = (list: readonly { key: string; value: string }[]) =>
        Object.fromEntries(list.map(({ key, value }) => [key, value]));
      await logMetrics(context, runIdOf(input), input.metrics, {
        params: map(input.params),
        tags: map(input.tags),
      });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'runs/set-tag',
    policy: 'run.log',
    input: pair.extend(ofRun),
    run: (context, input) =>
      done(experiments.logRun(context, { id: runIdOf(input), tags: { [input.key]: input.value } })),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/delete-tag',
    policy: 'run.log',
    input: z.object({ ...ofRun, key: trackingKey }),
    run: (context, input) => done(experiments.logRun(context, { id: runIdOf(input), removeTag: input.key })),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/log-inputs',
    policy: 'run.log',
    maxBody: 32 * 1024 ** 2,
    input: z.object({
      ...ofRun,
      datasets: z.array(datasetInput).max(1000).default([]),
      models: z.array(z.object({ model_id: named })).default([]),
    }),
    run: (context, input) =>
      done(
        experiments.logRun(context, {
          id: runIdOf(input),
          inputs: input.datasets.map(({ tags, dataset }) => ({
            name: dataset.name,
            digest: dataset.digest,
            sourceType: dataset.source_type,
            source: dataset.source,
            schema: dataset.schema,
            profile: dataset.profile,
            context: tags['mlflow.data.context'] ?? '',
            tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== 'mlflow.data.context')),
          })),
          modelInputs: input.models.map((model) => ({ modelId: model.model_id })),
        }),
      ),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/outputs',
    policy: 'run.log',
    input: z.object({ ...ofRun, models: z.array(z.object({ model_id: named, step: int64.default(0) })) }),
    run: (context, input) =>
      done(
        experiments.logRun(context, {
          id: runIdOf(input),
          modelOutputs: input.models.map(({ model_id, step }) => ({ modelId: model_id, step })),
        }),
      ),
  }),
  endpoint({
    method: 'POST',
    path: 'runs/log-model',
    policy: 'run.log',
    input: z.object({ ...ofRun, model_json: named }),
    run: (context, input) => done(logModelHistory(context, runIdOf(input), input.model_json)),
  }),
  endpoint({
    method: 'GET',
    path: 'metrics/get-history',
    policy: 'run.read',
    input: z.object({
      ...ofRun,
      metric_key: named,
      max_results: int64.optional(),
      page_token: text.default(''),
    }),
    async run(context, input) {
      const id = runIdOf(input);
      await experiments.readRunRows(context, [id]).then(([run]) => run ?? Promise.reject(noRun(id)));
      const all = (await experiments.readMetric(context, id, input.metric_key)).map((point) => ({
        key: input.metric_key,
        ...point,
        value: toJsonNumber(point.value),
      }));
      const offset = readToken(input.page_token);
      const end = input.max_results === undefined ? all.length : offset + input.max_results;
      return {
        metrics: all.slice(offset, end),
        ...(end < all.length && { next_page_token: writeToken(end) }),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'metrics/get-history-bulk-interval',
    policy: 'run.read',
    input: z.object({
      run_ids: many(text).pipe(z.array(text).min(1).max(100)),
      metric_key: named,
      start_step: int64.optional(),
      end_step: int64.optional(),
      max_results: int64.pipe(z.number().min(1).max(2500)).default(2500),
    }),
    async run(context, input) {
      const metrics: object[] = [];
      for (const id of input.run_ids) {
        const points = (await experiments.readMetric(context, id, input.metric_key)).filter(
          ({ step }) => step >= (input.start_step ?? -Infinity) && step <= (input.end_step ?? Infinity),
        );
        for (const at of samplePositions(
          points.map(({ value }) => value),
          input.max_results,
        )) {
          const point = points[at];
          if (point)
            metrics.push({ key: input.metric_key, ...point, value: toJsonNumber(point.value), run_id: id });
        }
      }
      return { metrics };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'artifacts/list',
    policy: 'run.read',
    input: z.object({ ...ofRun, path: text.default(''), page_token: text.default('') }),
    async run(context, input) {
      const [run] = await experiments.readRunRows(context, [runIdOf(input)]);
      if (!run) throw noRun(runIdOf(input));
      const folder = input.path.replace(/\/+$/, '');
      const files = await experiments.listArtifacts(context, { kind: 'run', id: run.id }, folder);
      return {
        root_uri: artifactUri(run),
        files: files.map(({ name, bytes }) => ({
          path: folder ? `${folder}/${name}` : name,
          is_dir: bytes === undefined,
          ...(bytes !== undefined && { file_size: bytes }),
        })),
      };
    },
  }),
];

const noRun = (id: string) => new MlflowError('RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`);

/** Points that name a logged model are noted with it too. */
async function logMetrics(
  context: Context,
  id: string,
  metrics: readonly z.output<typeof metric>[],
  more: { params?: Record<string, string>; tags?: Record<string, string> } = {},
): Promise<void> {
  await experiments.logRun(context, { id, metrics: [...metrics], ...more });
  for (const { model_id, dataset_name, dataset_digest, ...point } of metrics)
    if (model_id)
      await experiments.logModelMetric(context, {
        id: model_id,
        runId: id,
        point: { key: point.key, value: point.value, step: point.step, timestamp: point.timestamp },
        datasetName: dataset_name,
        datasetDigest: dataset_digest,
      });
}

/** MLflow 2 keeps the models of a run in one tag; the oldest give way when it is full. */
async function logModelHistory(context: Context, id: string, json: string): Promise<void> {
  const tag = 'mlflow.log-model.history';
  const model: unknown = inJson(json);
  const run = await experiments.readRun(context, { id });
  const before = inJson(run.tags[tag] ?? '[]');
  const list = [...(Array.isArray(before) ? before : []), model];
  while (list.length > 1 && JSON.stringify(list).length > 8000) list.shift();
  await experiments.logRun(context, { id, tags: { [tag]: JSON.stringify(list) } });
}

function inJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'model_json is not JSON.');
  }
}
