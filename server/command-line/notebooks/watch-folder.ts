import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../errors';
import { syncFolder } from './sync-folder';
import type { Workspace } from './workspace';

/**
 * Keeps both sides in step until `signal` says stop, looking at them every `everyMs`. What stays open is told once, and again when it
 * changes; a server that does not answer is waited for.
 */
export async function watchFolder(
  workspace: Workspace,
  folder: string,
  options: {
    readonly deletes: boolean;
    readonly everyMs: number;
    readonly signal: AbortSignal;
    say(line: string): void;
  },
): Promise<void> {
  const { deletes, everyMs, signal, say } = options;
  let told = new Set<string>();
  while (!signal.aborted) {
    const lines: string[] = [];
    try {
      const { done, open } = await syncFolder(workspace, folder, { direction: 'both', deletes });
      for (const line of done) say(line);
      lines.push(...open);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      lines.push(`✕ ${error.message} Still trying.`);
    }
    for (const line of lines) if (!told.has(line)) say(line);
    told = new Set(lines);
    await wait(everyMs, undefined, { signal }).catch(() => undefined); // stopped while it waited
  }
}
