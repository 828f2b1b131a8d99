import { Worker } from 'node:worker_threads';
import {
  createJudgingWork,
  type JudgingAnswers,
  type JudgingTask,
  type JudgingWork,
} from '@/cells/ml/judging';

/** What the thread says of its one task. */
export type JudgingReply =
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'answer'; readonly answer: JudgingAnswers[keyof JudgingAnswers] }
  | { readonly type: 'failure'; readonly name: string; readonly message: string };

/**
 * Judges in a thread that begins with each task and ends with it, so that requests are answered and jobs keep their hold meanwhile. A
 * signal ends the thread at once.
 */
export const judgingInThread: JudgingWork = createJudgingWork(
  <K extends JudgingTask['do']>(
    task: Extract<JudgingTask, { do: K }>,
    { signal, progress }: { readonly signal?: AbortSignal; progress?(fraction: number): void },
  ) =>
    new Promise<JudgingAnswers[K]>((resolve, reject) => {
      signal?.throwIfAborted();
      const worker = startWorker(task);
      const stop = () => settle(() => reject(signal?.reason));
      const settle = (tell: () => void) => {
        signal?.removeEventListener('abort', stop);
        tell();
        void worker.terminate();
      };
      signal?.addEventListener('abort', stop, { once: true });
      worker.on('message', (reply: JudgingReply) => {
        if (reply.type === 'progress') progress?.(reply.fraction);
        // The answer to a task is of its kind: one table gives both.
        else if (reply.type === 'answer') settle(() => resolve(reply.answer as JudgingAnswers[K]));
        else settle(() => reject(Object.assign(new Error(reply.message), { name: reply.name })));
      });
      const die = (cause?: unknown) =>
        settle(() => reject(new Error('The thread that judges ended.', { cause })));
      worker.on('error', die);
      worker.on('exit', () => die());
    }),
);

/** As in model-thread.ts: built, the script is beside this one; from source, tsx has to be there first. */
function startWorker(task: JudgingTask): Worker {
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(
        `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(new URL('./judging-worker.ts', import.meta.url).href)})))`,
        { eval: true, workerData: task },
      )
    : new Worker(new URL('./judging-worker.mjs', import.meta.url), { workerData: task });
  worker.unref();
  return worker;
}
