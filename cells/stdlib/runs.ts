import type { Table } from '@uwdata/flechette';
import { toArrow } from '@/cells/data';
import {
  mostTableRuns,
  type RunTableRequest,
  runTableRequest,
  toRunColumns,
} from '@/cells/tracking/run-table';
import type { StandardLibraryServices } from './services';

export type RunsOptions = Omit<RunTableRequest, 'experiment'>;

/**
 * `runs("Bike demand", {filter: "metrics.rmse < 50", limit: 200})`: tracked runs as an Arrow table, newest first unless ordered, 1 000
 * unless `limit` says more (20 000 at most). Columns: run_id, name, kind, status, learner, parent_id, starred, note, started_at,
 * ended_at, each parameter as `params.…` and the last value of each metric as `metrics.…`. Without a name those of this notebook.
 */
export const createRuns =
  ({ request }: Pick<StandardLibraryServices, 'request'>) =>
  async (experiment?: string | RunsOptions, options: RunsOptions = {}): Promise<Table> => {
    const asked = typeof experiment === 'object' ? experiment : { ...options, experiment };
    const parsed = runTableRequest.strict().safeParse(asked);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
      throw new TypeError(
        `runs() takes the name of an experiment and {filter, orderBy, limit up to ${mostTableRuns}}: ${[...path, message].join(' ')}.`,
      );
    }
    const { runs } = await request('run.list', parsed.data);
    return toArrow(toRunColumns(runs));
  };
