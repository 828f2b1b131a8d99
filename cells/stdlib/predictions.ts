import type { Table } from '@uwdata/flechette';
import type { RunScope } from '@/cells/kernel/kernel';
import type { StandardLibraryServices } from './services';

/** Which predictions: the newest by a length of time, or between two instants; all when neither is given. */
export interface PredictionWindow {
  /** "7 days", "36 hours", "90 minutes", "2 weeks". */
  readonly last?: string;
  readonly from?: Date | string | number;
  readonly to?: Date | string | number;
}

/**
 * `predictions("bike-demand", {last: "7 days"})`: the logged predictions of a model with the labels that came, as a table: the model's
 * inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status`. Needs the model's grant.
 */
export const createPredictions =
  ({ request, engine }: Pick<StandardLibraryServices, 'request' | 'engine'>) =>
  ({ signal }: Pick<RunScope, 'signal'>) =>
  async (model: string, window: PredictionWindow = {}): Promise<Table> => {
    const { database, personal } = await request('predictions.open', {
      model,
      ...toInstants(window, Date.now()),
    });
    return engine.query('SELECT * FROM logged_predictions', [], {
      signal,
      databases: { logged_predictions: database },
      personal,
    });
  };

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
    return { from: new Date(now - length).toISOString() };
  }
  return { from: toInstant(from), to: toInstant(to) };
}

function toInstant(value: Date | string | number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new TypeError(`“${String(value)}” is no point in time.`);
  return date.toISOString();
}
