import { query } from '../command';
import type { Context } from '../context';
import { signDataPath } from '../data-url';
import * as packages from '../services/packages';
import { read, router, write } from './trpc';

/** A module as a frame takes it: with a path on this server, valid for some hours. */
const give = (context: Context, notebookId: string, { hash, ...module }: packages.StoredModule) => {
  const { name, version, path, integrity, dependencies, licence, bytes, format, notes } = module;
  const fileName = `${`${name}@${version}`.replace('/', '~')}.js`;
  const url = signDataPath(context.config, { hash }, { fileName, notebookId, now: context.now() });
  return { name, version, path, integrity, dependencies, licence, bytes, format, notes, hash, url };
};

const load = query({
  action: packages.loadModule.action,
  input: packages.loadModule.input,
  async run(context, input) {
    const loaded = await packages.loadModule(context, input);
    return loaded.state === 'ready'
      ? { state: 'ready' as const, module: give(context, input.notebookId, loaded.module) }
      : loaded;
  },
});

const stored = query({
  action: packages.listStored.action,
  input: packages.listStored.input,
  run: async (context, input) =>
    (await packages.listStored(context, input)).map((module) => give(context, input.notebookId, module)),
});

export const packagesRouter = router({
  list: read(packages.listPackages),
  stored: read(stored),
  newest: read(packages.findNewest),
  /** It stores what it fetches. */
  load: write(load),
});
