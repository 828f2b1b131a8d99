import type { RunEventInput, ToldRunEvent } from '@/cells/tracking/run-event';
import type { Context } from '../context';
import { recordRunArtifact, recordRunEvents } from '../services/experiments';

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
    const batch: RunEventInput[] = [];
    const write = async () => {
      const events = batch.splice(0);
      if (events.length) await recordRunEvents(context, { client, notebookId: from.notebookId, events });
    };
    for (const told of events) {
      if (told.type === 'artifact') {
        await write();
        const { content, ...event } = told;
        await recordRunArtifact(context, {
          ...{ client, notebookId: from.notebookId },
          event: { ...event, sequence: ++sequence },
          content,
        });
      } else if (told.type === 'start') {
        const tags = { ...told.tags, 'cellar.execution': from.executionId };
        batch.push({ ...told, sequence: ++sequence, tags, revisionId: from.revisionId });
      } else batch.push({ ...told, sequence: ++sequence });
    }
    await write();
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
