import type { FrameEnd } from '@/cells/bridge/port';
import { readTableFile } from '@/cells/ml/table-file';
import { searchPoint } from '@/cells/ml/tuning/search-space';
import { tryTrials } from '@/cells/ml/tuning/try-trials';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import { createWorkerCalls } from '@/cells/ml/worker-calls';
import { startTrainingWorker } from '@/cells/stdlib/start-training-worker';
import type { AssetLoader } from './assets';

/** No notebook: trials of a search that another tab leads are trained until there are no more, and the page is told. */
export async function tryTrialsToEnd(bridge: FrameEnd, { loadAsset }: AssetLoader): Promise<void> {
  const { table, options, identity } = await bridge.request('trial.open', {});
  const response = await fetch(table);
  if (!response.ok)
    throw new Error('The table of this search cannot be read: it has ended, or its file is gone.');
  const read = readTableFile(new Uint8Array(await response.arrayBuffer()));
  await tryTrials(
    async () => createWorkerCalls(await startTrainingWorker(loadAsset), loadAsset),
    { read, options: parseTuneOptions(options), identity },
    {
      async next() {
        const trial = await bridge.request('trial.next', {});
        return trial && { ...trial, point: searchPoint.parse(trial.point) };
      },
      report: (report) => bridge.request('trial.report', report),
      end: (end) => bridge.request('trial.end', end),
    },
  );
  bridge.notify('finished', { cells: [] });
}
