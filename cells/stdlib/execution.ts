import type { StandardLibraryServices } from './services';

/** What a cell reads of the run that it is part of: so that a run for a past day asks for the data of that day. */
export interface Execution {
  /** When it was due: of a back-fill the past time that it stands for, in a tab the time at which the notebook was opened. */
  readonly dueAt: Date;
  /** The due time before it: the run is about what came since. A day earlier where there is none. */
  readonly from: Date;
  /** Ends with `dueAt`. */
  readonly to: Date;
  /** What started it: `schedule`, `manual`, `backfill`, `webhook` …; `tab` where a person reads the notebook. */
  readonly trigger: string;
}

const day = 86_400_000;

export function createExecution(
  { execution }: Pick<StandardLibraryServices, 'execution'>,
  now: () => Date = () => new Date(),
): Execution {
  const dueAt = execution ? new Date(execution.dueAt) : now();
  const from = execution ? new Date(execution.from) : new Date(dueAt.getTime() - day);
  return Object.freeze({ dueAt, from, to: dueAt, trigger: execution?.trigger ?? 'tab' });
}
