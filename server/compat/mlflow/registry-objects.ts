import type { Context } from '../../context';
import {
  listRegistered,
  type RegisteredModel,
  type RegisteredVersion,
  stageOf,
} from '../../services/registry';
import { MlflowError } from './errors';
import { toPairs } from './fields';

/** Where the files of a version are, as clients reach them. */
export const versionUri = (model: string, version: number) =>
  `mlflow-artifacts:/registry/${model}/${version}`;

export const toVersion = (model: RegisteredModel, version: RegisteredVersion) => ({
  name: model.name,
  version: String(version.number),
  creation_timestamp: version.createdAt.getTime(),
  last_updated_timestamp: version.createdAt.getTime(),
  user_id: version.createdBy,
  current_stage: stageOf(model, version),
  description: version.description,
  source: version.external?.source ?? versionUri(model.name, version.number),
  run_id: version.external?.runId ?? '',
  run_link: version.external?.runLink ?? '',
  ...(version.external?.loggedModelId && { model_id: version.external.loggedModelId }),
  status: statuses[version.status],
  status_message: version.statusDetail ?? '',
  tags: toPairs(version.tags),
  aliases: aliasesOf(model, version.number),
});

/** What MLflow may download is ready for it, whether or not we can answer with it. */
const statuses: Readonly<Record<RegisteredVersion['status'], string>> = {
  pending: 'PENDING_REGISTRATION',
  ready: 'READY',
  external: 'READY',
  failed: 'FAILED_REGISTRATION',
};

const aliasesOf = (model: RegisteredModel, number: number) =>
  model.aliases.filter(({ version }) => version === number).map(({ alias }) => alias);

export const toRegisteredModel = (model: RegisteredModel) => ({
  name: model.name,
  creation_timestamp: model.createdAt.getTime(),
  last_updated_timestamp: updatedAt(model),
  user_id: model.createdBy,
  description: model.description,
  latest_versions: latestVersions(model).map((version) => toVersion(model, version)),
  tags: toPairs(model.tags),
  aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
});

export const updatedAt = (model: RegisteredModel): number =>
  (model.versions[0]?.createdAt ?? model.createdAt).getTime();

/** The newest version of each stage. */
export function latestVersions(model: RegisteredModel, stages: readonly string[] = []): RegisteredVersion[] {
  const wanted = new Set(stages.map((stage) => stage.toLowerCase()));
  const newest = new Map<string, RegisteredVersion>();
  for (const version of model.versions) {
    const stage = stageOf(model, version);
    if (!newest.has(stage) && (wanted.size === 0 || wanted.has(stage.toLowerCase())))
      newest.set(stage, version);
  }
  return [...newest.values()];
}

/** Throws MlflowError in the words that clients know. */
export async function requireRegistered(context: Context, name: string): Promise<RegisteredModel> {
  const [model] = await listRegistered(context, { model: name });
  if (!model)
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Registered Model with name=${name} not found`);
  return model;
}

export async function requireVersion(context: Context, name: string, number: number) {
  const model = await requireRegistered(context, name);
  const version = model.versions.find((one) => one.number === number);
  if (!version)
    throw new MlflowError(
      'RESOURCE_DOES_NOT_EXIST',
      `Model Version (name=${name}, version=${number}) not found`,
    );
  return { model, version };
}
