import { setTimeout } from 'node:timers/promises';
import { AppError } from '../errors';
import { callServer } from './ask-server';
import type { Task } from './task';

/** Puts a data set through a model on the server at CELLAR_URL, and waits for its end. */
export const scoreTask: Task = {
  usage: 'models score <name@alias> --dataset <name[@version]> [--out <data set>] [--json]',
  about: 'puts every row of a data set through a model; the answers become a data set version',
  options: ['dataset', 'out'],
  flags: ['json'],
  refused: 2,
  async run({ config, words: [model], options: { dataset, out }, flags, say }) {
    if (!model || !dataset)
      throw new AppError(
        'bad_request',
        'Say which model and which data: cellar models score bike-demand@champion --dataset rides@3.',
      );
    const found = await callServer(config, (api) => api.datasets.find.query({ reference: dataset }));
    const started = await callServer(config, (api) =>
      api.scorings.start.mutate({ model, datasetId: found.id, datasetVersion: found.version, output: out }),
    );
    const tell = flags.has('json') ? () => {} : say;
    tell(`${started.model} version ${started.version} answers ${found.name} version ${found.version} …`);
    for (let told = -1; ; ) {
      const now = await callServer(config, (api) => api.scorings.read.query({ id: started.id }));
      if (now.state === 'failed') throw new AppError('unprocessable', now.detail ?? 'It failed.');
      if (now.state === 'stopped')
        throw new AppError('conflict', 'Somebody stopped it. The page of the version can go on with it.');
      if (now.state === 'done') {
        if (flags.has('json')) return JSON.stringify(now);
        return [
          `${now.output} version ${now.resultVersion}: ${now.rows} rows.`,
          ...(now.refusedRows ? [`${now.refusedRows} rows did not fit the model and have no answer:`] : []),
          ...(now.refusals ?? []).map(({ reason, rows }) => `  ${rows}  ${reason}`),
        ].join('\n');
      }
      const percent = Math.floor((100 * now.doneRows) / Math.max(1, now.rows));
      if (percent > told && now.state === 'running') tell(`${percent} %`);
      told = Math.max(told, percent);
      await setTimeout(1000);
    }
  },
};
