import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Config } from '../config';
import { AppError } from '../errors';
import { type BundleVerdict, verifyBundle } from '../proof/verify-bundle';
import { parseReference } from '../services/registry';
import { askServer } from './ask-server';
import { exportEdgeTask } from './export-edge-task';
import { importModelTask } from './import-model';
import { scoreTask } from './score-task';
import type { Task } from './task';

/** What proves a model version away from the server that holds it, what brings one there, and what asks one for a whole data set. */
export const modelTasks: Readonly<Record<string, Task>> = {
  'models import': importModelTask,
  'models score': scoreTask,
  'models export': exportEdgeTask,
  'models verify': {
    usage: 'models verify <model@alias | bundle.zip> [--key <fingerprint>]',
    options: ['key'],
    about: 'checks signature and files of a version, and runs the cells that made it again on this machine',
    async run({ config, programFolder, workingFolder, words: [given], options, say }) {
      if (!given)
        throw new AppError(
          'bad_request',
          'Say which version: cellar models verify bike-demand@champion, or the path of a bundle.',
        );
      const folder = await mkdtemp(join(tmpdir(), 'cellar-bundle-'));
      try {
        const local = resolve(workingFolder, given);
        if (!existsSync(local) && /[/\\]|\.zip$/.test(given))
          throw new AppError(
            'not_found',
            `There is no file ${local}. Give the path of a bundle, or model@alias.`,
          );
        const archive = existsSync(local) ? local : await download(config, given, folder, say);
        const verdict = await verifyBundle(archive, {
          config,
          programFolder,
          trusted: options.key,
          onStep: (step) => say(`${step} …`),
        });
        const words = tell(verdict, options.key !== undefined);
        if (verdict.verification.verdict === 'failed') throw new AppError('unprocessable', words);
        return words;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
};

/** The bundle of a version, from the server at CELLAR_URL. */
async function download(
  config: Config,
  given: string,
  folder: string,
  say: (line: string) => void,
): Promise<string> {
  parseReference(given);
  say(`Fetching ${given} from ${config.url} …`);
  const response = await askServer(config, `/api/models/${encodeURIComponent(given)}/bundle`, {
    otherwise: ', or give the path of a bundle',
  });
  if (!response.body) throw new AppError('unprocessable', 'The server answered without a bundle.');
  const archive = join(folder, 'bundle.zip');
  // Node's and fetch's declarations of the same web stream differ in name only.
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(archive));
  return archive;
}

function tell({ bundle, verification }: BundleVerdict, isTrusted: boolean): string {
  const { predicate, subject } = bundle.statement;
  const verdict =
    verification.verdict === 'exact'
      ? 'Exactly: the same weights, byte for byte.'
      : verification.verdict === 'tolerance'
        ? `Within tolerance. ${verification.detail}`
        : `Not reproduced. ${verification.detail}`;
  return [
    `${predicate.model} version ${predicate.version}, promoted ${predicate.promotedAt.slice(0, 10)}${predicate.promotedBy ? ` by ${predicate.promotedBy}` : ''}`,
    `Files     ${subject.length} unchanged since they were signed, ${bundle.data.size} of data`,
    `Signed by ${bundle.fingerprint}${isTrusted ? ' (the key you named)' : '; compare it with the fingerprint in the settings of that workspace, or give it with --key'}`,
    `Re-run    ${verdict}`,
    ...(verification.differences ?? []).map(
      ({ name, promoted, remade }) =>
        `          ${name}: ${promoted ?? 'nothing'} when promoted, ${remade ?? 'nothing'} now`,
    ),
  ].join('\n');
}
