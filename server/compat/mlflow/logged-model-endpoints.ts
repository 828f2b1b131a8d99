import { z } from 'zod';
import type { Vocabulary } from '@/cells/tracking/run-filter';
import type { Context } from '../../context';
import * as experiments from '../../services/experiments';
import { choosePage } from './choose';
import { endpoint } from './endpoint';
import { int64, many, named, pairs, text, toPairs } from './fields';

type LoggedModel = Awaited<ReturnType<typeof experiments.readLoggedModel>>;

export const loggedModelUri = (model: { id: string; experimentId: string }) =>
  `mlflow-artifacts:/${model.experimentId}/models/${model.id}/artifacts`;

const toModel = (model: LoggedModel) => ({
  info: {
    model_id: model.id,
    experiment_id: model.experimentId,
    name: model.name,
    creation_timestamp_ms: model.createdAt.getTime(),
    last_updated_timestamp_ms: model.updatedAt.getTime(),
    artifact_uri: loggedModelUri(model),
    status: `LOGGED_MODEL_${model.status}`,
    model_type: model.type,
    ...(model.sourceRunId && { source_run_id: model.sourceRunId }),
    tags: toPairs(model.tags),
  },
  data: {
    params: toPairs(model.params),
    metrics: model.metrics.map(({ runId, datasetName, datasetDigest, ...point }) => ({
      ...point,
      model_id: model.id,
      run_id: runId,
      ...(datasetName && { dataset_name: datasetName }),
      ...(datasetDigest && { dataset_digest: datasetDigest }),
    })),
  },
});

const one = z.object({ model_id: named });
const read = async (context: Context, id: string) => ({
  model: toModel(await experiments.readLoggedModel(context, { id })),
});

const vocabulary: Vocabulary = {
  entities: ['metric', 'param', 'tag', 'attribute'],
  attributes: {
    name: 'text',
    model_id: 'text',
    model_type: 'text',
    status: 'text',
    source_run_id: 'text',
    creation_timestamp: 'number',
    creation_time: 'number',
    last_updated_timestamp: 'number',
  },
  listed: ['name', 'model_id', 'source_run_id'],
};

export const loggedModelEndpoints = [
  endpoint({
    method: 'POST',
    path: 'logged-models',
    policy: 'run.log',
    input: z.object({
      experiment_id: named,
      name: text.default(''),
      model_type: text.default(''),
      source_run_id: text.optional(),
      params: pairs,
      tags: pairs,
    }),
    async run(context, input) {
      const { id } = await experiments.createLoggedModel(context, {
        experimentId: input.experiment_id,
        name: input.name,
        type: input.model_type,
        sourceRunId: input.source_run_id || undefined,
        params: input.params,
        tags: input.tags,
      });
      return read(context, id);
    },
  }),
  endpoint({
    method: 'POST',
    path: 'logged-models/search',
    policy: 'run.read',
    input: z.object({
      experiment_ids: many(text),
      filter: text.default(''),
      max_results: int64.pipe(z.number().min(1).max(1000)).default(50),
      order_by: z.array(z.object({ field_name: text, ascending: z.boolean().default(true) })).default([]),
      page_token: text.default(''),
    }),
    async run(context, input) {
      const models = await experiments.listLoggedModels(context, { experimentIds: input.experiment_ids });
      const { page, token } = choosePage(
        models,
        (model, { entity, key }) => {
          if (entity === 'tag') return Object.hasOwn(model.tags, key) ? model.tags[key] : undefined;
          if (entity === 'param') return Object.hasOwn(model.params, key) ? model.params[key] : undefined;
          if (entity === 'metric') {
            const found = model.metrics.findLast((metric) => metric.key === key);
            return found && Number(found.value);
          }
          if (key === 'name') return model.name;
          if (key === 'model_id') return model.id;
          if (key === 'model_type') return model.type;
          if (key === 'status') return model.status;
          if (key === 'source_run_id') return model.sourceRunId;
          return (key === 'last_updated_timestamp' ? model.updatedAt : model.createdAt).getTime();
        },
        vocabulary,
        {
          filter: input.filter,
          orderBy: input.order_by.map((order) => `${order.field_name} ${order.ascending ? 'ASC' : 'DESC'}`),
          size: input.max_results,
          pageToken: input.page_token,
        },
      );
      return { models: page.map(toModel), ...token };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'logged-models/:model_id',
    policy: 'run.read',
    input: one,
    run: (context, input) => read(context, input.model_id),
  }),
  endpoint({
    method: 'PATCH',
    path: 'logged-models/:model_id',
    policy: 'run.log',
    input: one.extend({
      status: z.enum(['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED']),
    }),
    async run(context, input) {
      const statuses = {
        LOGGED_MODEL_PENDING: 'PENDING',
        LOGGED_MODEL_READY: 'READY',
        LOGGED_MODEL_UPLOAD_FAILED: 'UPLOAD_FAILED',
      } as const;
      await experiments.editLoggedModel(context, { id: input.model_id, status: statuses[input.status] });
      return read(context, input.model_id);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'logged-models/:model_id',
    policy: 'run.delete',
    input: one,
    async run(context, input) {
      await experiments.deleteLoggedModel(context, { id: input.model_id });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'logged-models/:model_id/params',
    policy: 'run.log',
    input: one.extend({ params: pairs }),
    async run(context, input) {
      await experiments.editLoggedModel(context, { id: input.model_id, params: input.params });
      return {};
    },
  }),
  endpoint({
    method: 'PATCH',
    path: 'logged-models/:model_id/tags',
    policy: 'run.log',
    input: one.extend({ tags: pairs }),
    async run(context, input) {
      await experiments.editLoggedModel(context, { id: input.model_id, tags: input.tags });
      return read(context, input.model_id);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'logged-models/:model_id/tags/:key',
    policy: 'run.log',
    input: one.extend({ key: named }),
    async run(context, input) {
      await experiments.editLoggedModel(context, { id: input.model_id, removeTag: input.key });
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: 'logged-models/:model_id/artifacts/directories',
    policy: 'run.read',
    input: one.extend({ artifact_directory_path: text.default('') }),
    async run(context, input) {
      const model = await experiments.readLoggedModel(context, { id: input.model_id });
      const folder = input.artifact_directory_path.replace(/\/+$/, '');
      const files = await experiments.listArtifacts(context, { kind: 'logged-model', id: model.id }, folder);
      return {
        root_uri: loggedModelUri(model),
        files: files.map(({ name, bytes }) => ({
          path: folder ? `${folder}/${name}` : name,
          is_dir: bytes === undefined,
          ...(bytes !== undefined && { file_size: bytes }),
        })),
      };
    },
  }),
];
