import type { Table } from '@uwdata/flechette';
import type { RunScope } from '@/cells/kernel/kernel';
import { type FollowOptions, followLog } from './follow-log';
import { createPredictionLog, howToCount, type PredictionLog } from './prediction-log';
import { type LogWindow, type PredictionWindow, toInstants } from './prediction-window';
import type { StandardLibraryServices } from './services';
import { openSketches, type SketchedLog, type SketchWindow } from './sketched-log';

export interface Predictions {
  /**
   * `predictions("bike-demand", {last: "7 days"})`: the logged predictions of a model with the labels that came, as a table: the model's
   * inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status`, `deployment`, `stands_for` (how many requests the row stands for). Needs the
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
  /**
   * `predictions.sketches("bike-demand", {last: "52 weeks", per: "week"})`: a long window without its rows, for a second's work: counts, means
   * and extremes of all rows, and values that stand for the rest; labels are not among them.
   */
  sketches(model: string, window?: SketchWindow): Promise<SketchedLog>;
}

type Needs = Pick<StandardLibraryServices, 'request' | 'engine' | 'isReport' | 'execution'>;

export const createPredictions = ({ request, engine, isReport, execution }: Needs) => {
  let opened = 0;
  // A run for Monday morning is about what was there on Monday morning, though it was late, is tried again, or is filled in a year after.
  const instantsOf = (window: LogWindow) =>
    toInstants(execution ? { ...window, to: window.to ?? execution.dueAt } : window, Date.now());
  return ({ signal, warn }: Pick<RunScope, 'signal' | 'warn'>): Predictions => {
    const read = async (model: string, window: PredictionWindow = {}): Promise<Table> => {
      const { database, personal, standsFor } = await request('predictions.open', {
        model,
        ...instantsOf(window),
        ...wantedOf(window),
      });
      if (standsFor > 1) warn?.(`The log of ${model} keeps some of the requests. ${howToCount}`);
      return engine.query('SELECT * FROM logged_predictions', [], {
        signal,
        databases: { logged_predictions: database },
        personal,
      });
    };
    const open = async (model: string, window: LogWindow = {}) => {
      const instants = instantsOf(window);
      const rows = await request('predictions.open', { model, ...instants });
      const { deployment } = window;
      const name = `log_${++opened}`;
      return createPredictionLog({ model, ...instants, deployment, name, rows }, { engine, signal, warn });
    };
    return Object.assign(read, {
      open,
      sketches: (model: string, window: SketchWindow = {}) => openSketches(request, model, window),
      follow: async (model: string, window: LogWindow & FollowOptions = {}) =>
        isReport || window.to !== undefined
          ? open(model, window)
          : followLog(model, window, { request, engine, signal, warn, name: `log_${++opened}` }),
    });
  };
};

/** What is not said is left out. */
const wantedOf = ({ version, deployment, columns }: PredictionWindow) => ({
  ...(version !== undefined && { version }),
  ...(deployment !== undefined && { deployment }),
  ...(columns !== undefined && { columns: [...columns] }),
});
