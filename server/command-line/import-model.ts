import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { Config } from '../config';
import { AppError } from '../errors';
import { askServer, callServer } from './ask-server';
import { readModelFiles } from './read-model-files';
import type { Task } from './task';

/** Registers a model that was made elsewhere with the running server, by the calls of its page. */
export const importModelTask: Task = {
  usage:
    'models import <file.onnx, folder or zip> <name> [--row <json>] [--columns <a,b,…>] [--target <column>] [--classes <a,b,…>] [--scores logits|probabilities] [--test <data set>] [--licence <text>]',
  options: ['row', 'columns', 'target', 'classes', 'scores', 'test', 'licence'],
  about: 'registers a model that was made elsewhere, after it has answered the row',
  async run({ config, workingFolder, words: [path, model], options, say }) {
    if (!path || !model)
      throw new AppError(
        'bad_request',
        'Say which file and which name: cellar models import churn.onnx churn',
      );
    const { files: gathered, leftOut } = await readModelFiles(resolve(workingFolder, path));
    if (leftOut.length > 0) say(`No part of the model, and left out: ${leftOut.slice(0, 5).join(', ')}.`);
    const files: Record<string, string> = {};
    for (const [name, bytes] of gathered) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      await askServer(config, `/api/blobs/${hash}`, { method: 'PUT', body: new Uint8Array(bytes) });
      files[name] = hash;
    }
    const fileName = basename(path);
    const inspected = await callServer(config, (api) => api.models.inspectFiles.mutate({ files }));
    if (inspected.kind === 'kept') {
      const kept = await callServer(config, (api) =>
        api.models.keepFolder.mutate({ model, fileName, files }),
      );
      return `${model} version ${kept.version} keeps its files, and does not answer: ${inspected.why}\n${config.url}/models/${model}/${kept.version}`;
    }
    const { signature, options: read, example } = inspected;
    const names = split(options.columns);
    if (names && names.length !== signature.inputs.length)
      throw new AppError(
        'bad_request',
        `The model takes ${signature.inputs.length} columns; ${names.length} are named.`,
      );
    const inputs = signature.inputs.map((input, i) => ({ ...input, name: names?.[i] ?? input.name }));
    const about = {
      inputs,
      target: options.target ?? signature.output.name,
      classes: split(options.classes) ?? signature.output.classes?.slice(),
      logits: options.scores === undefined ? read.logits === true : options.scores === 'logits',
    };
    const empty = names ? emptyRow(inputs) : { ...emptyRow(inputs), ...example };
    const row = options.row === undefined ? empty : readRow(options.row);
    if (options.row === undefined) say(`Trying the row ${JSON.stringify(row)}; give another with --row.`);
    const testedOn = options.test ? { datasetId: await findDataset(config, options.test) } : undefined;
    const { version } = await callServer(config, (api) =>
      api.models.import.mutate({ model, files, about, row, fileName, licence: options.licence, testedOn }),
    );
    return `${model} version ${version}: ${config.url}/models/${model}/${version}`;
  },
};

const split = (text: string | undefined) => text?.split(',').map((name) => name.trim());

const emptyRow = (inputs: readonly { name: string; type: string }[]) =>
  Object.fromEntries(
    inputs.map(({ name, type }) => [name, type === 'string' ? '' : type === 'boolean' ? false : 0]),
  );

function readRow(text: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { ...row };
  } catch {} // told below, in words
  throw new AppError('bad_request', `--row is not an object of JSON, for example --row '{"age": 41}'.`);
}

async function findDataset(config: Config, name: string): Promise<string> {
  const list = await callServer(config, (api) => api.datasets.list.query({}));
  const found = list.find((dataset) => dataset.name === name || dataset.id === name);
  if (!found) throw new AppError('not_found', `There is no data set named ${name}.`);
  return found.id;
}
