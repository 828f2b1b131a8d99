import { TRPCClientError } from '@trpc/client';
import { api, errorMessage } from '@/components/api';
import type { Draft, SaveResult } from './autosave';

/** Saves on top of a revision; what went wrong is an answer too. */
export async function saveNotebook(id: string, { html }: Draft, baseRevision: number): Promise<SaveResult> {
  try {
    const { revision } = await api.notebooks.save.mutate({ id, html, baseRevision });
    return { kind: 'saved', revision };
  } catch (error) {
    if (error instanceof TRPCClientError && error.data?.code === 'conflict') return { kind: 'conflict' };
    return { kind: 'failed', reason: errorMessage(error) };
  }
}
