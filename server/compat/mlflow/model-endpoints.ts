import { z } from 'zod';
import type { Vocabulary } from '@/cells/tracking/run-filter';
import type { Context } from '../../context';
import * as registry from '../../services/registry';
import { setAlias } from '../../serving';
import { choosePage } from './choose';
import { endpoint } from './endpoint';
import { MlflowError } from './errors';
import { int64, many, named, pairs, readTag, text } from './fields';
import {
  latestVersions,
  requireRegistered,
  requireVersion,
  toRegisteredModel,
  toVersion,
  updatedAt,
} from './registry-objects';

const one = z.object({ name: named });
const versionNumber = int64.pipe(z.number().positive());

const read = async (context: Context, name: string) => ({
  registered_model: toRegisteredModel(await requireRegistered(context, name)),
});

const vocabulary: Vocabulary = {
  entities: ['attribute', 'tag'],
  attributes: {
    name: 'text',
    last_updated_timestamp: 'number',
    creation_timestamp: 'number',
    timestamp: 'number',
  },
  listed: ['name'],
};

const latest = {
  path: 'registered-models/get-latest-versions',
  policy: 'model.read' as const,
  input: one.extend({ stages: many(text) }),
  async run(context: Context, input: { name: string; stages: string[] }) {
    const model = await requireRegistered(context, input.name);
    return {
      model_versions: latestVersions(model, input.stages).map((version) => toVersion(model, version)),
    };
  },
};

export const modelEndpoints = [
  endpoint({
    method: 'POST',
    path: 'registered-models/create',
    policy: 'model.create',
    conflict: 'RESOURCE_ALREADY_EXISTS',
    input: one.extend({ tags: pairs, description: text.default('') }),
    async run(context, input) {
      await registry.createModel(context, {
        model: input.name,
        description: input.description,
        tags: input.tags,
      });
      return read(context, input.name);
    },
  }),
  endpoint({
    method: 'GET',
    path: 'registered-models/get',
    policy: 'model.read',
    input: one,
    run: (context, input) => read(context, input.name),
  }),
  endpoint({
    method: 'POST',
    path: 'registered-models/rename',
    policy: 'model.describe',
    conflict: 'RESOURCE_ALREADY_EXISTS',
    input: one.extend({ new_name: named }),
    async run(context, input) {
      await registry.renameModel(context, { model: input.name, newName: input.new_name });
      return read(context, input.new_name);
    },
  }),
  endpoint({
    method: 'PATCH',
    path: 'registered-models/update',
    policy: 'model.describe',
    input: one.extend({ description: text.default('') }),
    async run(context, input) {
      await registry.describeModel(context, { model: input.name, description: input.description });
      return read(context, input.name);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'registered-models/delete',
    policy: 'model.delete',
    input: one,
    async run(context, input) {
      // In MLflow the aliases go with the model; those that gates protect refuse, and so does the deletion.
      const model = await requireRegistered(context, input.name);
      for (const { alias } of model.aliases)
        await registry.setAlias(context, {
          model: input.name,
          alias,
          version: null,
          reason: 'Model deleted',
        });
      await registry.deleteModel(context, {
        model: input.name,
        confirmation: input.name,
        reason: 'Through MLflow',
      });
      return {};
    },
  }),
  ...(['GET', 'POST'] as const).map((method) => endpoint({ method, ...latest })),
  endpoint({
    method: 'GET',
    path: 'registered-models/search',
    policy: 'model.read',
    input: z.object({
      filter: text.default(''),
      max_results: int64.pipe(z.number().min(1).max(1000)).default(100),
      order_by: many(text),
      page_token: text.default(''),
    }),
    async run(context, input) {
      const { page, token } = choosePage(
        await registry.listRegistered(context, {}),
        (model, { entity, key }) => {
          if (entity === 'tag') return readTag(model.tags, key);
          if (key === 'name') return model.name;
          return key === 'creation_timestamp' ? model.createdAt.getTime() : updatedAt(model);
        },
        vocabulary,
        {
          filter: input.filter,
          orderBy: input.order_by,
          size: input.max_results,
          pageToken: input.page_token,
        },
      );
      return { registered_models: page.map(toRegisteredModel), ...token };
    },
  }),
  endpoint({
    method: 'POST',
    path: 'registered-models/set-tag',
    policy: 'model.describe',
    input: one.extend({ key: named, value: text.default('') }),
    async run(context, input) {
      const { tags } = await requireRegistered(context, input.name);
      await registry.describeModel(context, {
        model: input.name,
        tags: { ...tags, [input.key]: input.value },
      });
      return {};
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'registered-models/delete-tag',
    policy: 'model.describe',
    input: one.extend({ key: named }),
    async run(context, input) {
      const { tags } = await requireRegistered(context, input.name);
      const kept = Object.entries(tags).filter(([key]) => key !== input.key);
      await registry.describeModel(context, { model: input.name, tags: Object.fromEntries(kept) });
      return {};
    },
  }),
  endpoint({
    method: 'POST',
    path: 'registered-models/alias',
    policy: 'model.alias',
    input: one.extend({ alias: named, version: versionNumber }),
    async run(context, input) {
      await requireVersion(context, input.name, input.version);
      await setAlias(context, {
        model: input.name,
        alias: checkedAlias(input.alias),
        version: input.version,
        reason: 'Through MLflow',
      });
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: 'registered-models/alias',
    policy: 'model.read',
    input: one.extend({ alias: named }),
    async run(context, input) {
      const model = await requireRegistered(context, input.name);
      const number = model.aliases.find(({ alias }) => alias === input.alias)?.version;
      const version = model.versions.find((known) => known.number === number);
      if (!version)
        throw new MlflowError('INVALID_PARAMETER_VALUE', `Registered model alias ${input.alias} not found.`);
      return { model_version: toVersion(model, version) };
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'registered-models/alias',
    policy: 'model.alias',
    input: one.extend({ alias: named }),
    async run(context, input) {
      const reason = 'Through MLflow';
      await registry.setAlias(context, {
        model: input.name,
        alias: checkedAlias(input.alias),
        version: null,
        reason,
      });
      return {};
    },
  }),
];

function checkedAlias(alias: string): string {
  const checked = registry.aliasName.safeParse(alias);
  if (!checked.success || /^(latest|v\d+)$/i.test(alias))
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${alias} cannot be an alias: ${checked.error?.issues[0]?.message ?? 'this word is reserved'}.`,
    );
  return alias;
}
