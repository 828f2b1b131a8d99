import {
  createJudgingWork,
  type JudgingAnswers,
  type JudgingTask,
  type JudgingWork,
} from '@/cells/ml/judging';
import { startThread } from '../start-thread';

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
      // Rows and their answers, no model: V8's own limit is enough.
      const worker = startThread('judging-worker', task);
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
