import type { Context } from '../context';
import { readExecutionStatus } from '../services/schedules';

/**
 * Aborts when the execution was stopped, by a person or by the next run of its schedule, in whatever process: its row is looked at
 * once a second.
 */
export function watchForStop(
  context: Context,
  id: string,
  everyMs = 1000,
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async () => {
    // A database that is away for a moment says nothing about the execution.
    const status = await readExecutionStatus(context, { id }).catch(() => 'running');
    if (isOver) return;
    if (status === 'stopped') controller.abort();
    else timer = setTimeout(look, everyMs);
  };
  timer = setTimeout(look, everyMs);
  return {
    signal: controller.signal,
    end() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
