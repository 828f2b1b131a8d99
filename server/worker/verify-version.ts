import type { RequestInput } from '@/cells/bridge/messages';
import { parseManifest } from '@/cells/ml/manifest';
import type { PackageFiles } from '@/cells/ml/model';
import { actingAs, type Context, type System } from '../context';
import { signDataUrl } from '../data-url';
import type { Verdict } from '../db/schema/registry';
import { AppError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { describeGranted } from '../services/datasets';
import {
  readForVerification,
  recordVerification,
  type VersionJob,
  verifyVersionJob,
} from '../services/registry';
import { comparePackages } from '../serving';
import { type AnsweredRequest, type FrameRun, FrameRunError, runInFrame } from './browser-run';

export { verifyVersionJob };

type Subject = NonNullable<Awaited<ReturnType<typeof readForVerification>>>;

/**
 * Runs the slice of a version in a clean headless frame, with the data it was made from and nothing else, and compares what
 * comes out: bytes first, then metrics and answers. Delivered again after a kill it starts anew; a verdict that stands is left.
 */
export async function verifyVersion(system: System, { data, signal }: Job<VersionJob>): Promise<void> {
  const { versionId } = data;
  const context = actingAs(system, await actorOf(system, workerId));
  const subject = await readForVerification(context, versionId);
  if (subject?.status !== 'ready') return;
  const { verdict } = subject.verification;
  if (verdict !== 'waiting' && verdict !== 'running') return;
  await recordVerification(context, { versionId, verification: { verdict: 'running' } });
  const verification = await findVerdict(context, subject, signal);
  // This process is stopping: the next one verifies.
  if (signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
  await recordVerification(context, { versionId, verification });
}

async function findVerdict(context: Context, subject: Subject, signal: AbortSignal): Promise<Verdict> {
  try {
    const result = await runInFrame(context, {
      html: subject.slice,
      mode: 'verify',
      output: subject.output,
      notebookId: subject.notebookId,
      answer: answerWithPinnedData(context, subject),
      pictures: false,
      signal,
      timeoutMs: context.config.executionMinutes * 60_000,
    });
    if (!result.package) {
      const broken = result.cells.find(({ state }) => state === 'failed');
      return failed(broken?.error ?? `The slice ran, but made no model named ${subject.output}.`);
    }
    const remade = new Map(Object.entries(result.package.files));
    const verification = await comparePackages(context, subject, remade);
    return { ...verification, environment: { chromium: result.browser, ...versionsIn(remade) } };
  } catch (error) {
    if (error instanceof FrameRunError) return failed(error.message);
    if (error instanceof AppError && error.code === 'unavailable')
      return failed(`It could not be run: ${error.message}`);
    throw error;
  }
}

/** Of the engines that trained, as the remade package tells. */
const versionsIn = (files: PackageFiles) =>
  parseManifest(files.get('cellar.json') ?? new Uint8Array()).environment;

const failed = (detail: string): Verdict => ({ verdict: 'failed', detail: detail.slice(0, 2000) });

/** The versions of the data that the model was made from, whatever its notebook may read today. */
function answerWithPinnedData(context: Context, { data, notebookId }: Subject): FrameRun['answer'] {
  const open = async (pinned: Subject['data'][number]) => describeGranted(context, pinned);
  const answers: { [K in AnsweredRequest]?: (input: RequestInput<K>, origin: string) => Promise<unknown> } = {
    'dataset.list': () => Promise.all(data.map(async (pinned) => (await open(pinned)).dataset)),
    'dataset.open': async ({ table }, origin) => {
      const pinned = data.find((known) => known.table === table);
      if (!pinned)
        throw new AppError('forbidden', `The table ${table} is not among the data this model was made from.`);
      const { dataset, databaseHash, sourceHash } = await open(pinned);
      const sign = (hash: string, fileName: string) =>
        signDataUrl(context.config, origin, { hash }, { fileName, notebookId, now: context.now() });
      return {
        dataset,
        database: sign(databaseHash, `${table}.duckdb`),
        source: sign(sourceHash, dataset.fileName),
      };
    },
  };
  return (request, input, origin) => {
    const answer = answers[request];
    if (!answer)
      throw new AppError(
        'forbidden',
        `A model that depends on ${request} cannot be reproduced: that changes from day to day.`,
      );
    // The input was parsed by this very request's schema.
    return answer(input as never, origin);
  };
}
