import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '../errors';
import { createId } from '../id';
import { parseReference } from '../services/registry';
import { askServer } from './ask-server';
import type { Task } from './task';

/** A folder that predicts by itself, of a version on the server at CELLAR_URL. */
export const exportEdgeTask: Task = {
  usage: 'models export <name@alias> --edge [file.zip]',
  about: 'fetches a folder that predicts offline, in any browser and in Node, with the same answers',
  flags: ['edge'],
  refused: 2,
  async run({ config, workingFolder, words: [model, given], flags }) {
    if (!model || !flags.has('edge'))
      throw new AppError('bad_request', 'Say which: cellar models export bike-demand@champion --edge.');
    parseReference(model);
    const response = await askServer(config, `/api/models/${encodeURIComponent(model)}/edge`);
    if (!response.body) throw new AppError('unprocessable', 'The server answered without a folder.');
    const [, named] = /filename="([\w.@-]+)"/.exec(response.headers.get('Content-Disposition') ?? '') ?? [];
    const target = resolve(workingFolder, given ?? named ?? 'model-offline.zip');
    const part = `${target}.${createId()}.part`;
    try {
      // Node's and fetch's declarations of the same web stream differ in name only.
      await pipeline(
        Readable.fromWeb(response.body as ReadableStream),
        createWriteStream(part, { flags: 'wx' }),
      );
      await rename(part, target);
    } finally {
      await rm(part, { force: true });
    }
    return `${target} written. Unpack it, serve the folder and open index.html, or import model.mjs in Node.`;
  },
};
