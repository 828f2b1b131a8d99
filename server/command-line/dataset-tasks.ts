import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '../errors';
import { createId } from '../id';
import type { AddedVersion } from '../services/datasets';
import { askServer, callServer } from './ask-server';
import type { Task } from './task';
import { tellCheck } from './tell-check';
import { tellDiff } from './tell-diff';

/** What every task here has: an answer for programs, and 2 for what was refused, so that 1 can mean something. */
const forPrograms = { flags: ['json'], refused: 2 };

/** Versions of data sets, fetched from and sent to the server at CELLAR_URL. */
export const datasetTasks: Readonly<Record<string, Task>> = {
  'datasets pull': {
    ...forPrograms,
    usage: 'datasets pull <name[@version]> [file] [--json]',
    about: 'fetches the file of a version as it was added, and checks its content',
    async run({ config, workingFolder, words: [reference, given], flags }) {
      if (!reference) throw new AppError('bad_request', 'Say which: cellar datasets pull bike-demand@3.');
      const found = await callServer(config, (api) => api.datasets.find.query({ reference }));
      const target = await targetOf(resolve(workingFolder, given ?? '.'), found.fileName);
      const told = (did: string) =>
        flags.has('json')
          ? JSON.stringify({ ...found, file: target })
          : `${target} ${did}: ${found.name} version ${found.version}, ${rowsOf(found.rows)}, ${found.bytes} bytes.`;
      if (existsSync(target)) {
        if ((await hashOf(target)) === found.hash) return told('was there already');
        throw new AppError(
          'conflict',
          `${target} is there and is not that version. Move it away, or name another file.`,
        );
      }
      await download(config, { ...found, target });
      return told('written');
    },
  },
  'datasets push': {
    ...forPrograms,
    options: ['note', 'as', 'from'],
    usage: 'datasets push <file> <name> [--note text] [--as version-name] [--from name@1,name@2] [--json]',
    about: 'adds a file as the next version of a data set; content that is there already adds nothing',
    async run({ config, workingFolder, words: [given, name], options, flags }) {
      if (!given || !name)
        throw new AppError(
          'bad_request',
          'Say what, and where to: cellar datasets push rides.csv bike-demand.',
        );
      const path = resolve(workingFolder, given);
      const file = await stat(path).catch(() => undefined);
      if (!file?.isFile()) throw new AppError('not_found', `There is no file ${path}.`);
      const address = new URLSearchParams({ name, fileName: basename(path) });
      if (options.note) address.set('versionNote', options.note);
      if (options.as) address.set('versionName', options.as);
      for (const source of listOf(options.from)) address.append('from', source);
      const response = await askServer(config, `/api/datasets/upload?${address}`, {
        method: 'POST',
        // Node's and fetch's declarations of the same web stream differ in name only.
        body: Readable.toWeb(createReadStream(path)) as unknown as BodyInit,
        headers: { 'Content-Length': String(file.size) },
        duplex: 'half',
      });
      const added = (await response.json()) as AddedVersion; // the upload route answers with nothing else
      if (flags.has('json')) return JSON.stringify(added);
      return added.isNew
        ? [`${added.name} version ${added.version}: ${rowsOf(added.rows)}.`, ...added.notes].join('\n')
        : `${added.name} version ${added.version} has this content: nothing was added${options.note || options.as ? ', and what is said of it stays' : ''}.`;
    },
  },
  'datasets diff': {
    ...forPrograms,
    options: ['key'],
    flags: ['json', 'exit-code'],
    usage: 'datasets diff <name@1> <name@2> [--key a,b] [--exit-code] [--json]',
    about: 'what differs: columns, rows (matched by a key; --key none compares whole rows), values',
    async run({ config, words: [first, second], options, flags }) {
      if (!first || !second)
        throw new AppError('bad_request', 'Say which two: cellar datasets diff bike-demand@1 bike-demand@2.');
      const find = (reference: string) => callServer(config, (api) => api.datasets.find.query({ reference }));
      const [from, to] = [await find(first), await find(second)];
      const pair = {
        from: { id: from.id, version: from.version },
        to: { id: to.id, version: to.version },
      };
      const versions = await callServer(config, (api) => api.datasets.diff.query(pair));
      const key =
        options.key === 'none' ? [] : options.key ? listOf(options.key) : (versions.proposedKey ?? []);
      const rows =
        versions.shared.length > 0
          ? await callServer(config, (api) => api.datasets.diffRows.query({ ...pair, key }))
          : undefined;
      const { added, removed, retyped } = versions.schema;
      const differs =
        added.length + removed.length + retyped.length > 0 ||
        !rows ||
        rows.added + rows.removed + (rows.changed ?? 0) > 0;
      const text = flags.has('json')
        ? JSON.stringify({ from, to, differs, ...versions, rowDifferences: rows })
        : tellDiff({ from, to, versions, rows, isProposed: !options.key });
      return { text, exitCode: differs && flags.has('exit-code') ? 1 : 0 };
    },
  },
  'datasets check': {
    ...forPrograms,
    usage: 'datasets check <name[@version]> [--json]',
    about: 'checks a version against what is expected of its data set; ends with 1 when it is not that',
    async run({ config, words: [reference], flags }) {
      if (!reference) throw new AppError('bad_request', 'Say which: cellar datasets check bike-demand@3.');
      const found = await callServer(config, (api) => api.datasets.find.query({ reference }));
      const check = await callServer(config, (api) =>
        api.datasets.check.mutate({ dataset: found.id, version: found.version }),
      );
      return {
        text: flags.has('json') ? JSON.stringify(check) : tellCheck(check),
        exitCode: check.verdict === 'passed' ? 0 : 1,
      };
    },
  },
};

const rowsOf = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;

const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** A folder takes the file under its own name. */
async function targetOf(path: string, fileName: string): Promise<string> {
  const known = await stat(path).catch(() => undefined);
  return known?.isDirectory() ? join(path, basename(fileName)) : path;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Beside the target first: it is there whole, with the content that the version names, or not at all. */
async function download(
  config: { url: string },
  { name, version, hash, target }: { name: string; version: number; hash: string; target: string },
): Promise<void> {
  const response = await askServer(config, `/api/datasets/${encodeURIComponent(`${name}@${version}`)}/file`);
  if (!response.body) throw new AppError('unprocessable', 'The server answered without a file.');
  const part = `${target}.${createId()}.part`;
  try {
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      createWriteStream(part, { flags: 'wx' }),
    );
    if ((await hashOf(part)) !== hash)
      throw new AppError('unprocessable', `What arrived is not ${name} version ${version}. Try again.`);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}
