import { AppError } from '../errors';
import { callServer, type ServerApi } from './ask-server';
import type { Task } from './task';
import { inColumns, tellDeployment, tellDeployments } from './tell-deployment';

type Given = Parameters<Task['run']>[0];

/** What an operator does to the deployments of the server at CELLAR_URL. */
export const deploymentTasks: Readonly<Record<string, Task>> = {
  'deployments list': {
    ...{ usage: 'deployments list [--json]', about: 'every served name, and what answers at it' },
    ...{ flags: ['json'], refused: 2 },
    async run({ config, flags }) {
      const listed = await callServer(config, (api) => api.deployments.list.query({}));
      return flags.has('json') ? JSON.stringify(listed) : tellDeployments(listed);
    },
  },
  'deployments show': {
    usage: 'deployments show <name> [--json]',
    about: 'what answers at a name, its rules, and its figures of the last day',
    ...{ flags: ['json'], refused: 2 },
    async run({ config, words: [name], flags }) {
      if (!name) throw new AppError('bad_request', 'Say which: cellar deployments show bike-demand.');
      const deployment = await callServer(config, (api) => api.deployments.read.query({ name }));
      const figures = await callServer(config, (api) => api.deployments.figures.query({ name, hours: 24 }));
      return flags.has('json')
        ? JSON.stringify({ ...deployment, figures })
        : tellDeployment(deployment, figures);
    },
  },
  'deployments create': change({
    usage: 'deployments create <name> --model <model> [--stable <alias | version>]',
    about: 'gives what a model serves a name of its own',
    options: ['model', 'stable'],
    run: (api, { name, options: { model = '', stable } }) =>
      api.deployments.create.mutate({
        ...{ name, model },
        ...(stable && { stable: /^\d+$/.test(stable) ? { version: Number(stable) } : { alias: stable } }),
      }),
  }),
  'deployments canary': change({
    usage:
      'deployments canary <name> <version> --percent <share> | --ramp 5:60,25:60,100:60 [--promote] [--reason text]',
    about: 'gives a version a share of the callers; a ramp is shares with their minutes',
    options: ['percent', 'ramp', 'reason'],
    flags: ['promote'],
    run: (api, { name, words: [version], options: { percent, ramp, reason }, flags }) =>
      api.deployments.startCanary.mutate({
        ...{ name, reason, version: toNumber('The version', version) },
        ...(percent !== undefined && { percent: toNumber('--percent', percent) }),
        ...(ramp !== undefined && { ramp: { steps: toSteps(ramp), promotes: flags.has('promote') } }),
      }),
  }),
  'deployments weigh': change({
    usage: 'deployments weigh <name> <percent> [--reason text]',
    about: 'sets the share of the canary that stands; its ramp ends',
    options: ['reason'],
    run: (api, { name, words: [percent], options: { reason } }) =>
      api.deployments.weighCanary.mutate({ name, reason, percent: toNumber('The share', percent) }),
  }),
  'deployments promote': change({
    usage: 'deployments promote <name> [--reason text]',
    about: 'makes the canary the stable version, if the gates let it',
    options: ['reason'],
    run: (api, { name, options: { reason } }) => api.deployments.promoteCanary.mutate({ name, reason }),
  }),
  'deployments roll-back': change({
    usage: 'deployments roll-back <name> [--reason text]',
    about: 'takes the canary back; where there is none, the last move of the alias that is stable',
    options: ['reason'],
    run: async (api, { name, options: { reason = 'Rolled back from a shell' } }) => {
      const { model, routes, stable } = await api.deployments.read.query({ name });
      if (routes.split?.kind === 'canary') return api.deployments.endCanary.mutate({ name, reason });
      if ('version' in routes.stable || stable === null)
        throw new AppError(
          'conflict',
          `${name} has no canary, and its stable version is pinned: pin another on its page.`,
        );
      const { alias } = routes.stable;
      return api.models.rollBackAlias.mutate({ model, alias, expected: stable, reason });
    },
  }),
  'deployments keys': {
    ...{ usage: 'deployments keys <name> [--json]', about: 'its API keys, without their secrets' },
    ...{ flags: ['json'], refused: 2 },
    async run({ config, words: [deployment], flags }) {
      if (!deployment) throw new AppError('bad_request', 'Say whose: cellar deployments keys bike-demand.');
      const keys = await callServer(config, (api) => api.deployments.keys.query({ deployment }));
      if (flags.has('json')) return JSON.stringify(keys);
      if (keys.length === 0) return `${deployment} has no keys.`;
      const day = (at: string | null, otherwise: string) => at?.slice(0, 10) ?? otherwise;
      return inColumns(
        keys.map(({ id, prefix, name, scopes, expiresAt, revokedAt, lastUsedAt }) => [
          ...[id, `${prefix}…`, name, scopes.join(' and ')],
          revokedAt ? `revoked ${day(revokedAt, '')}` : `until ${day(expiresAt, 'revoked')}`,
          `last used ${day(lastUsedAt, 'never')}`,
        ]),
      );
    },
  },
  'deployments make-key': {
    usage:
      'deployments make-key <name> --for <who uses it> [--scopes predict,label] [--until 2027-01-31] [--json]',
    about: 'makes an API key and prints it, this once',
    ...{ options: ['for', 'scopes', 'until'], flags: ['json'], refused: 2 },
    async run({ config, words: [deployment], options: { for: name, scopes = 'predict', until }, flags }) {
      if (!deployment || !name)
        throw new AppError(
          'bad_request',
          'Say for which deployment and for whom: cellar deployments make-key bike-demand --for Shop.',
        );
      const expires = until === undefined ? undefined : new Date(until);
      if (expires && Number.isNaN(expires.getTime()))
        throw new AppError('bad_request', `--until ${until} is no date. Write it as 2027-01-31.`);
      const key = await callServer(config, (api) =>
        api.deployments.createKey.mutate({
          ...{ deployment, name, expiresAt: expires?.toISOString() },
          // The server says what a scope may be.
          scopes: scopes.split(',') as ('predict' | 'label')[],
        }),
      );
      return flags.has('json') ? JSON.stringify(key) : key.secret;
    },
  },
  'deployments revoke-key': {
    ...{ usage: 'deployments revoke-key <id>', about: 'from the next request on the key opens nothing' },
    refused: 2,
    async run({ config, words: [id] }) {
      if (!id)
        throw new AppError('bad_request', 'Say which: cellar deployments keys <name> lists them with ids.');
      await callServer(config, (api) => api.deployments.revokeKey.mutate({ id }));
      return `Revoked: ${id}`;
    },
  },
};

/** A task that changes one deployment and then tells what stands. */
function change({
  run,
  flags: alone = [],
  usage,
  ...about
}: Pick<Task, 'usage' | 'about' | 'options' | 'flags'> & {
  run(
    api: ServerApi,
    given: Pick<Given, 'words' | 'options' | 'flags'> & { readonly name: string },
  ): Promise<unknown>;
}): Task {
  return {
    ...about,
    usage: `${usage} [--json]`,
    ...{ flags: [...alone, 'json'], refused: 2 },
    async run({ config, words: [name, ...words], options, flags }) {
      if (!name) throw new AppError('bad_request', `Say which deployment: cellar ${usage}.`);
      await callServer(config, (api) => run(api, { name, words, options, flags }));
      const deployment = await callServer(config, (api) => api.deployments.read.query({ name }));
      const figures = await callServer(config, (api) => api.deployments.figures.query({ name, hours: 24 }));
      return flags.has('json') ? JSON.stringify(deployment) : tellDeployment(deployment, figures);
    },
  };
}

function toNumber(what: string, text: string | undefined): number {
  const number = Number(text);
  if (text?.trim() && Number.isFinite(number)) return number;
  throw new AppError('bad_request', `${what} must be a number${text === undefined ? '' : `, not ${text}`}.`);
}

/** `5:60,25:60` is 5 % for an hour, then 25 % for an hour. */
const toSteps = (text: string) =>
  text.split(',').map((step) => {
    const [percent, minutes, ...more] = step.split(':');
    if (more.length > 0 || minutes === undefined)
      throw new AppError('bad_request', `--ramp ${text}: write shares with their minutes, as 5:60,25:60.`);
    return {
      percent: toNumber('A share of --ramp', percent),
      minutes: toNumber('A time of --ramp', minutes),
    };
  });
