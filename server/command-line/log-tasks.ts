import { setTimeout } from 'node:timers/promises';
import { AppError } from '../errors';
import { callServer } from './ask-server';
import type { Task } from './task';

/** What is done to the prediction log of the server at CELLAR_URL. */
export const logTasks: Readonly<Record<string, Task>> = {
  'log erase': {
    usage: 'log erase <key of a subject> [--model <name>] [--reason text] [--keep-out] [--json]',
    about: 'takes the predictions and labels of a subject out of every file, and shows the proof',
    options: ['model', 'reason'],
    flags: ['keep-out', 'json'],
    refused: 2,
    async run({ config, words: [key], options, flags, say }) {
      if (!key) throw new AppError('bad_request', 'Say whose: cellar log erase ada@example.org.');
      const { id } = await callServer(config, (api) =>
        api.log.erase.mutate({ key, ...options, keepOut: flags.has('keep-out') }),
      );
      for (let isTold = flags.has('json'); ; await setTimeout(1000)) {
        const proof = await callServer(config, (api) => api.log.erasure.query({ id }));
        if (proof.state === 'running') {
          if (!isTold)
            say('Erasing; a file that is still being written is waited for, five minutes at most …');
          isTold = true;
          continue;
        }
        if (flags.has('json')) return JSON.stringify(proof);
        return [
          `Taken out of files: ${proof.predictions} predictions, labels of them: ${proof.labels}. Record: ${config.url}/erasures/${id}`,
          ...proof.days.flatMap(({ before, after }) => [
            ...before.map(
              (file) => `  removed       ${file.sha256.slice(0, 8)}  ${file.rows} rows  ${file.key}`,
            ),
            `  in its place  ${after.sha256.slice(0, 8)}  ${after.rows} rows  ${after.key}`,
          ]),
        ].join('\n');
      }
    },
  },
};
