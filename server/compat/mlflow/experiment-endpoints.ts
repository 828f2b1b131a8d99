import { z } from 'zod';
import type { Vocabulary } from '@/cells/tracking/run-filter';
import type { Context } from '../../context';
import * as experiments from '../../services/experiments';
import { choosePage } from './choose';
import { endpoint } from './endpoint';
import { isNotFound, MlflowError } from './errors';
import { int64, many, named, pairs, text, toPairs, viewTypes } from './fields';

type Experiment = Awaited<ReturnType<typeof experiments.readExperiment>>;

const toExperiment = (row: Experiment) => ({
  experiment_id: row.id,
  name: row.name,
  artifact_location: `mlflow-artifacts:/${row.id}`,
  lifecycle_stage: row.deletedAt ? 'deleted' : 'active',
  creation_time: row.createdAt.getTime(),
  last_update_time: row.updatedAt.getTime(),
  tags: toPairs(row.tags),
});

const search = {
  path: 'experiments/search',
  policy: 'experiment.read' as const,
  input: z.object({
    max_results: int64.pipe(z.number().min(1).max(50_000)).default(1000),
    page_token: text.default(''),
    filter: text.default(''),
    order_by: many(text),
    view_type: viewTypes,
  }),
  async run(
    context: Context,
    input: {
      max_results: number;
      page_token: string;
      filter: string;
      order_by: string[];
      view_type: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
    },
  ) {
    const view = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' } as const;
    const rows = await experiments.listExperiments(context, { view: view[input.view_type], limit: 50_000 });
    rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
    const { page, token } = choosePage(
      rows,
      (row, { entity, key }) => {
        if (entity === 'tag') return Object.hasOwn(row.tags, key) ? row.tags[key] : undefined;
        if (key === 'creation_time') return row.createdAt.getTime();
        if (key === 'last_update_time') return row.updatedAt.getTime();
        return key === 'experiment_id' ? row.id : row.name;
      },
      vocabulary,
      { filter: input.filter, orderBy: input.order_by, size: input.max_results, pageToken: input.page_token },
    );
    return { experiments: page.map(toExperiment), ...token };
  },
};

const vocabulary: Vocabulary = {
  entities: ['attribute', 'tag'],
  attributes: { name: 'text', experiment_id: 'text', creation_time: 'number', last_update_time: 'number' },
  listed: [],
};

const one = z.object({ experiment_id: named });

export const experimentEndpoints = [
  endpoint({
    method: 'POST',
    path: 'experiments/create',
    policy: 'experiment.create',
    conflict: 'RESOURCE_ALREADY_EXISTS',
    input: z.object({ name: named, artifact_location: text.optional(), tags: pairs }),
    async run(context, { name, tags, artifact_location }) {
      if (artifact_location)
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          'Artifacts are kept by this server: leave artifact_location out.',
        );
      const { id } = await experiments.createExperiment(context, { name, tags });
      return { experiment_id: id };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'experiments/get-by-name',
    policy: 'experiment.read',
    input: z.object({ experiment_name: named }),
    async run(context, { experiment_name: name }) {
      try {
        return { experiment: toExperiment(await experiments.readExperiment(context, { name })) };
      } catch (error) {
        if (!isNotFound(error)) throw error;
        throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`);
      }
    },
  }),
  endpoint({
    method: 'GET',
    path: 'experiments/get',
    policy: 'experiment.read',
    input: one,
    run: async (context, input) => ({
      experiment: toExperiment(await experiments.readExperiment(context, { id: input.experiment_id })),
    }),
  }),
  endpoint({ method: 'POST', ...search }),
  endpoint({ method: 'GET', ...search }),
  endpoint({
    method: 'POST',
    path: 'experiments/delete',
    policy: 'experiment.delete',
    input: one,
    async run(context, input) {
      await experiments.deleteExperiment(context, { id: input.experiment_id });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'experiments/restore',
    policy: 'experiment.delete',
    input: one,
    async run(context, input) {
      await experiments.restoreExperiment(context, { id: input.experiment_id });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'experiments/update',
    policy: 'experiment.edit',
    conflict: 'RESOURCE_ALREADY_EXISTS',
    input: one.extend({ new_name: named }),
    async run(context, input) {
      await experiments.editExperiment(context, { id: input.experiment_id, name: input.new_name });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'experiments/set-experiment-tag',
    policy: 'experiment.edit',
    input: one.extend({ key: named, value: text.default('') }),
    async run(context, input) {
      await experiments.editExperiment(context, {
        id: input.experiment_id,
        setTags: { [input.key]: input.value },
      });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'experiments/delete-experiment-tag',
    policy: 'experiment.edit',
    input: one.extend({ key: named }),
    async run(context, input) {
      await experiments.editExperiment(context, { id: input.experiment_id, removeTags: [input.key] });
      return {};
    },
  }),
];
