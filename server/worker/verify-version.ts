import { parseManifest } from '@/cells/ml/manifest';
import type { PackageFiles } from '@/cells/ml/model';
import { actingAs, type Context, type System } from '../context';
import type { Verdict } from '../db/schema/registry';
import { AppError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  readForVerification,
  recordVerification,
  type VersionJob,
  verifyVersionJob,
} from '../services/registry';
import { comparePackages } from '../serving';
import { answerWithPinnedData } from './answer-pinned-data';
import { FrameRunError, runInFrame } from './browser-run';

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
      pictures: 0,
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
