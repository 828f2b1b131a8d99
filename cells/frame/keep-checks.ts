import type { CheckResult } from '@/cells/bridge/messages';
import type { RunScope } from '@/cells/kernel/kernel';

/** The checks of the runs that stand: those of a cell that runs again, is stopped or is taken out are forgotten. */
export interface KeptChecks {
  keep(check: CheckResult, run: Pick<RunScope, 'cellId' | 'signal'>): void;
  /** In the order of these cells; of two of one name the later, as in an execution. */
  of(cellIds: readonly number[]): CheckResult[];
}

export function keepChecks(): KeptChecks {
  const runs = new Map<number, { readonly signal: AbortSignal; readonly checks: Map<string, CheckResult> }>();
  return {
    keep(check, { cellId, signal }) {
      if (signal.aborted) return;
      let run = runs.get(cellId);
      if (run?.signal !== signal) {
        const begun = { signal, checks: new Map<string, CheckResult>() };
        runs.set(cellId, begun);
        signal.addEventListener('abort', () => runs.get(cellId) === begun && runs.delete(cellId), {
          once: true,
        });
        run = begun;
      }
      run.checks.set(check.name, check);
    },
    of: (cellIds) => [
      ...new Map(cellIds.flatMap((cellId) => [...(runs.get(cellId)?.checks ?? [])])).values(),
    ],
  };
}
