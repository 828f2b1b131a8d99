import type { CrossValidation } from './cross-validation';
import { drawImportance } from './draw-importance';
import type { Evaluation, TrainedModel } from './model';
import { isTuned } from './tuning/tuning';

type Cell = string | number | boolean | readonly number[] | null | undefined;

/**
 * What people look for beside a run's figures, as small files by path: the model in words (`model.json`), what its columns matter
 * (`importance.csv` and `.svg`), its curve (`history.csv`), where it errs (`confusion.csv` or `residuals.csv`), the trials of a search (`trials.csv`).
 */
export function filesOfTraining(model: TrainedModel): Map<string, string> {
  const { evaluation, history, importances } = model;
  const files = new Map([['model.json', writeSummary(model)]]);
  if (importances.length) {
    const rows = importances.map(({ feature, permutation, spread, gain, cover }) => ({
      ...{ feature, permutation },
      ...(spread !== undefined && { spread }),
      ...(gain !== undefined && { gain }),
      ...(cover !== undefined && { cover }),
    }));
    files.set('importance.csv', writeRows(rows)).set('importance.svg', drawImportance(importances));
  }
  if (history.length)
    files.set('history.csv', writeRows(history.map(({ step, metrics }) => ({ step, ...metrics }))));
  files.set(...writeErrors(evaluation));
  if (isTuned(model) && model.trials.length) files.set('trials.csv', writeRows(model.trials));
  return files;
}

/** Of a cross-validation: each metric of each fold (`folds.csv`). */
export const filesOfValidation = ({ folds }: Pick<CrossValidation, 'folds'>): Map<string, string> =>
  new Map([
    [
      'folds.csv',
      writeRows(folds.map(({ metrics, baseline: _baseline, ...fold }) => ({ ...fold, ...metrics }))),
    ],
  ]);

function writeSummary(model: TrainedModel): string {
  const { learner, task, target, signature, options, split, seed, trainingRows, evaluation, notes, leaks } =
    model;
  const { rows: testRows, metrics, baseline } = evaluation;
  const summary = {
    ...{ learner, task, target, trainingRows, testRows, metrics, baseline },
    inputs: signature.inputs.map(({ name, type, content }) => ({ name, type: content ?? type })),
    ...{ options, split, seed, notes, leaks },
  };
  // JSON has no word for them.
  const sayOdd = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify(summary, sayOdd, 2)}\n`;
}

function writeErrors(evaluation: Evaluation): [path: string, text: string] {
  if (evaluation.task === 'regression')
    return [
      'residuals.csv',
      writeRows(
        evaluation.residuals.map(({ predicted, actual, low, high }) => ({
          ...{ actual, predicted, error: predicted - actual },
          ...(low !== undefined && { low, high }),
        })),
      ),
    ];
  const { classes, confusion } = evaluation;
  const rows = confusion.map((counts, i) => [classes[i], ...counts]);
  return ['confusion.csv', writeLines([['actual \\ predicted', ...classes], ...rows])];
}

/** A column for each name that any row has, in the order in which they come. */
function writeRows(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return writeLines([names, ...rows.map((row) => names.map((name) => row[name]))]);
}

/** CSV (RFC 4180). */
const writeLines = (lines: readonly (readonly Cell[])[]): string =>
  lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');

function quote(value: Cell): string {
  const text = Array.isArray(value) ? JSON.stringify(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
