import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { largestOnnx } from '@/cells/ml/onnx';
import type { Config } from '../config';
import { AppError } from '../errors';
import { askServer, callServer } from './ask-server';
import type { Task } from './task';

/** Registers an ONNX file with the running server, by the calls of its page. */
export const importModelTask: Task = {
  usage:
    'models import <file.onnx> <name> [--row <json>] [--columns <a,b,…>] [--target <column>] [--classes <a,b,…>] [--scores logits] [--test <data set>] [--licence <text>]',
  options: ['row', 'columns', 'target', 'classes', 'scores', 'test', 'licence'],
  about: 'registers a model that was made elsewhere, after it has answered the row',
  async run({ config, workingFolder, words: [path, model], options, say }) {
    if (!path || !model)
      throw new AppError(
        'bad_request',
        'Say which file and which name: cellar models import churn.onnx churn',
      );
    const file = await readFile(resolve(workingFolder, path)).catch((cause: unknown) => {
      throw new AppError('not_found', `There is no file ${path}.`, { cause });
    });
    if (file.byteLength > largestOnnx)
      throw new AppError('too_large', `ONNX models of at most ${largestOnnx / 1024 ** 2} MB are taken.`);
    const hash = createHash('sha256').update(file).digest('hex');
    await askServer(config, `/api/blobs/${hash}`, { method: 'PUT', body: new Uint8Array(file) });
    const { signature } = await callServer(config, (api) => api.models.inspectFile.query({ hash }));
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
      logits: options.scores === 'logits',
    };
    const row = options.row === undefined ? emptyRow(inputs) : readRow(options.row);
    if (options.row === undefined) say(`Trying the row ${JSON.stringify(row)}; give another with --row.`);
    const testedOn = options.test ? { datasetId: await findDataset(config, options.test) } : undefined;
    const fileName = basename(path);
    const { version } = await callServer(config, (api) =>
      api.models.import.mutate({ model, hash, about, row, fileName, licence: options.licence, testedOn }),
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
