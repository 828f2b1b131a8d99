import type { ToldRunEvent } from '@/cells/tracking/run-event';
import type { Context } from '../context';
import { recordRunEvents } from '../services/experiments';

/** The runs of one attempt of an execution: they say so, and none outlives it. */
export function keepExecutionRuns(
  context: Context,
  from: { notebookId: string; revisionId: string; executionId: string; attempt: number },
) {
  const client = `execution-${from.executionId}-${from.attempt}`;
  const running = new Set<string>();
  let sequence = 0;
  const keep = async (events: readonly ToldRunEvent[]) => {
    for (const { type, runId } of events) {
      if (type === 'start') running.add(runId);
      if (type === 'end') running.delete(runId);
    }
    await recordRunEvents(context, {
      client,
      notebookId: from.notebookId,
      events: events.map((told) => {
        const event = { ...told, sequence: ++sequence };
        if (event.type !== 'start') return event;
        const tags = { ...event.tags, 'cellar.execution': from.executionId };
        return { ...event, tags, revisionId: from.revisionId };
      }),
    });
  };
  return {
    keep,
    /** The frame is gone: what still ran was interrupted. */
    async end() {
      if (running.size === 0) return;
      const at = context.now().getTime();
      await keep(
        [...running].map((runId) => ({ type: 'end', runId, at, status: 'KILLED', metrics: {}, step: 0 })),
      );
    },
  };
}
