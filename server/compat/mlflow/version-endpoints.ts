import { z } from 'zod';
import type { Vocabulary } from '@/cells/tracking/run-filter';
import type { Context } from '../../context';
import * as experiments from '../../services/experiments';
import * as registry from '../../services/registry';
import { moveStage, registerLogged } from '../../serving';
import { locate } from './artifact-routes';
import { choosePage } from './choose';
import { endpoint } from './endpoint';
import { MlflowError } from './errors';
import { int64, many, named, pairs, readTag, text } from './fields';
import { loggedModelUri } from './logged-model-endpoints';
import { requireRegistered, requireVersion, toVersion, versionUri } from './registry-objects';

const one = z.object({ name: named, version: int64.pipe(z.number().positive()) });

async function read(context: Context, { name, version: number }: z.output<typeof one>) {
  const { model, version } = await requireVersion(context, name, number);
  return { model_version: toVersion(model, version) };
}

/** The files of a folder that a run or a logged model holds here: what a version is made of. */
async function filesOf(context: Context, source: string): Promise<Record<string, registry.ExternalFile>> {
  const logged = /^models:\/(m-[0-9a-f]{32})$/.exec(source)?.[1];
  const uri = logged ? loggedModelUri(await experiments.readLoggedModel(context, { id: logged })) : source;
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.+)$/.exec(uri)?.[1];
  if (path === undefined)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The source ${source.slice(0, 200)} is not on this server. Log the model to a run here, then register runs:/<run>/<folder>.`,
    );
  const place = locate(path.replace(/\/+$/, ''));
  const files = await experiments.listAllArtifacts(context, place.owner, place.path);
  if (files.length === 0)
    throw new MlflowError('INVALID_PARAMETER_VALUE', `There are no files at ${source.slice(0, 200)}.`);
  return Object.fromEntries(files.map(({ path, hash, bytes }) => [path, { hash, bytes }]));
}

const vocabulary: Vocabulary = {
  entities: ['attribute', 'tag'],
  attributes: {
    name: 'text',
    version_number: 'number',
    run_id: 'text',
    source_path: 'text',
    creation_timestamp: 'number',
    last_updated_timestamp: 'number',
  },
  listed: ['run_id', 'name'],
};

export const versionEndpoints = [
  endpoint({
    method: 'POST',
    path: 'model-versions/create',
    policy: 'model.promote',
    input: z.object({
      name: named,
      source: named,
      run_id: text.optional(),
      run_link: text.optional(),
      tags: pairs,
      description: text.default(''),
      model_id: text.optional(),
    }),
    async run(context, input) {
      await requireRegistered(context, input.name);
      const { version } = await registerLogged(context, {
        model: input.name,
        description: input.description,
        tags: input.tags,
        source: input.source,
        runId: input.run_id || undefined,
        runLink: input.run_link || undefined,
        loggedModelId: input.model_id || undefined,
        files: await filesOf(context, input.source),
      });
      return read(context, { name: input.name, version });
    },
  }),
  endpoint({ method: 'GET', path: 'model-versions/get', policy: 'model.read', input: one, run: read }),
  endpoint({
    method: 'PATCH',
    path: 'model-versions/update',
    policy: 'model.describe',
    input: one.extend({ description: text.default('') }),
    async run(context, input) {
      const { name: model, version, description } = input;
      await registry.describeModel(context, { model, version, description });
      return read(context, input);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'model-versions/delete',
    policy: 'model.delete',
    input: one,
    async run(context, { name, version: number }) {
      const { model } = await requireVersion(context, name, number);
      for (const { alias, version } of model.aliases)
        if (version === number)
          await registry.setAlias(context, { model: name, alias, version: null, reason: 'Version deleted' });
      await registry.deleteModel(context, {
        model: name,
        version: number,
        confirmation: `${name}@${number}`,
        reason: 'Through MLflow',
      });
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: 'model-versions/search',
    policy: 'model.read',
    input: z.object({
      filter: text.default(''),
      max_results: int64.pipe(z.number().min(1).max(200_000)).default(10_000),
      order_by: many(text),
      page_token: text.default(''),
    }),
    async run(context, input) {
      const models = await registry.listRegistered(context, {});
      const all = models.flatMap((model) => model.versions.map((version) => ({ model, version })));
      const { page, token } = choosePage(
        all,
        ({ model, version }, { entity, key }) => {
          if (entity === 'tag') return readTag(version.tags, key);
          if (key === 'name') return model.name;
          if (key === 'version_number') return version.number;
          if (key === 'run_id') return version.external?.runId;
          if (key === 'source_path')
            return version.external?.source ?? versionUri(model.name, version.number);
          return version.createdAt.getTime();
        },
        vocabulary,
        {
          filter: input.filter,
          orderBy: input.order_by,
          size: input.max_results,
          pageToken: input.page_token,
        },
      );
      return { model_versions: page.map(({ model, version }) => toVersion(model, version)), ...token };
    },
  }),
  endpoint({
    method: 'GET',
    path: 'model-versions/get-download-uri',
    policy: 'model.read',
    input: one,
    async run(context, { name, version }) {
      await requireVersion(context, name, version);
      return { artifact_uri: versionUri(name, version) };
    },
  }),
  endpoint({
    method: 'POST',
    path: 'model-versions/transition-stage',
    policy: 'model.alias',
    input: one.extend({ stage: named, archive_existing_versions: z.boolean().default(false) }),
    async run(context, input) {
      const stage = registry.stages.find((known) => known.toLowerCase() === input.stage.toLowerCase());
      if (!stage)
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Invalid Model Version stage: ${input.stage}. Value must be one of ${registry.stages.join(', ')}.`,
        );
      await requireVersion(context, input.name, input.version);
      await moveStage(context, {
        model: input.name,
        version: input.version,
        stage,
        archiveOthers: input.archive_existing_versions,
      });
      return read(context, input);
    },
  }),
  endpoint({
    method: 'POST',
    path: 'model-versions/set-tag',
    policy: 'model.describe',
    input: one.extend({ key: named, value: text.default('') }),
    async run(context, { name, version, key, value }) {
      const { tags } = (await requireVersion(context, name, version)).version;
      await registry.describeModel(context, { model: name, version, tags: { ...tags, [key]: value } });
      return {};
    },
  }),
  endpoint({
    method: 'DELETE',
    path: 'model-versions/delete-tag',
    policy: 'model.describe',
    input: one.extend({ key: named }),
    async run(context, { name, version, key }) {
      const { tags } = (await requireVersion(context, name, version)).version;
      const kept = Object.entries(tags).filter(([other]) => other !== key);
      await registry.describeModel(context, { model: name, version, tags: Object.fromEntries(kept) });
      return {};
    },
  }),
];
