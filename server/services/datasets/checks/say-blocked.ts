import type { Context } from '../../../context';
import { stateOfVersion } from './read-checks';

/**
 * Why nothing may be trained on a version, in words, where its data set lets a failed check block training; a check that has not
 * been made yet holds training up too. Undefined when nothing stands in the way.
 */
export async function sayBlocked(
  context: Pick<Context, 'db'>,
  dataset: string,
  version: { id: string; datasetId: string; number: number },
): Promise<string | undefined> {
  const { state, anomalies, blocksTraining } = await stateOfVersion(context, version);
  if (!blocksTraining) return undefined;
  const which = `Version ${version.number} of ${dataset}`;
  if (state === 'pending')
    return `${which} is still being checked, and a failed check of ${dataset} blocks training. Try again in a moment.`;
  if (state !== 'failed') return undefined;
  const ways = anomalies === 1 ? 'one way' : `${anomalies} ways`;
  return `${which} failed its check: it is not as expected in ${ways}, and a failed check of ${dataset} blocks training. See “Checks” on the page of the data set; mend the file or what is expected of it, then train again.`;
}
