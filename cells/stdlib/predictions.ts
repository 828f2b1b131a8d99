import type { Table } from '@uwdata/flechette';
import type { RunScope } from '@/cells/kernel/kernel';
import { type FollowOptions, followLog } from './follow-log';
import { createPredictionLog, type PredictionLog } from './prediction-log';
import type { StandardLibraryServices } from './services';

/** Which predictions: the newest by a length of time, or between two instants; all when neither is given. */
export interface PredictionWindow {
  /** "7 days", "36 hours", "90 minutes", "2 weeks"; before `to`, where that is given. */
  readonly last?: string;
  readonly from?: Date | string | number;
  readonly to?: Date | string | number;
  /** Of this version only. */
  readonly version?: number;
  /** That this deployment gave. */
  readonly deployment?: string;
  /** Those columns only: what is not asked for does not travel. */
  readonly columns?: readonly string[];
}

export type LogWindow = Pick<PredictionWindow, 'last' | 'from' | 'to' | 'deployment'>;

export interface Predictions {
  /**
   * `predictions("bike-demand", {last: "7 days"})`: the logged predictions of a model with the labels that came, as a table: the model's
   * inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status`, `deployment`. Needs the
   * model's grant. An id that was asked twice has two rows, and its label stands in both; of a label that was corrected the last counts.
   */
  (model: string, window?: PredictionWindow): Promise<Table>;
  /** The same rows to be asked in SQL, without loading them: for windows of any size. */
  open(model: string, window?: LogWindow): Promise<PredictionLog>;
  /**
   * As `open`, given again whenever predictions or labels have come, while the page is looked at. In a report, and of a window that has
   * ended, it is what `open` gives.
   */
  follow(
    model: string,
    window?: LogWindow & FollowOptions,
  ): Promise<PredictionLog | AsyncGenerator<PredictionLog>>;
}

type Needs = Pick<StandardLibraryServices, 'request' | 'engine' | 'isReport'>;

export const createPredictions = ({ request, engine, isReport }: Needs) => {
  let opened = 0;
  return ({ signal }: Pick<RunScope, 'signal'>): Predictions => {
    const read = async (model: string, window: PredictionWindow = {}): Promise<Table> => {
      const { database, personal } = await request('predictions.open', {
        model,
        ...toInstants(window, Date.now()),
        ...wantedOf(window),
      });
      return engine.query('SELECT * FROM logged_predictions', [], {
        signal,
        databases: { logged_predictions: database },
        personal,
      });
    };
    const open = async (model: string, window: LogWindow = {}) => {
      const instants = toInstants(window, Date.now());
      const rows = await request('predictions.open', { model, ...instants });
      const { deployment } = window;
      const name = `log_${++opened}`;
      return createPredictionLog({ model, ...instants, deployment, name, rows }, { engine, signal });
    };
    return Object.assign(read, {
      open,
      follow: async (model: string, window: LogWindow & FollowOptions = {}) =>
        isReport || window.to !== undefined
          ? open(model, window)
          : followLog(model, window, { request, engine, signal, name: `log_${++opened}` }),
    });
  };
};

/** What is not said is left out. */
const wantedOf = ({ version, deployment, columns }: PredictionWindow) => ({
  ...(version !== undefined && { version }),
  ...(deployment !== undefined && { deployment }),
  ...(columns !== undefined && { columns: [...columns] }),
});

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** @throws TypeError for a window that is none */
export function toInstants(window: PredictionWindow, now: number): { from?: string; to?: string } {
  const { last, from, to } = window;
  if (last !== undefined) {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?\s*$/i.exec(last) ?? [];
    if (!amount || !unit)
      throw new TypeError(
        `“${last}” is no length of time. Write for example "7 days", "36 hours" or "90 minutes".`,
      );
    const length = Number(amount) * units[unit.toLowerCase() as keyof typeof units]; // matched by the expression
    const end = toInstant(to);
    const start = new Date((end === undefined ? now : Date.parse(end)) - length).toISOString();
    return end === undefined ? { from: start } : { from: start, to: end };
  }
  return { from: toInstant(from), to: toInstant(to) };
}

function toInstant(value: Date | string | number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new TypeError(`“${String(value)}” is no point in time.`);
  return date.toISOString();
}
