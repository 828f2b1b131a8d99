import type { Columns, HeldOut, Predictions } from '../model';
import { textAt } from '../read-table';
import type { JudgedModel, JudgedRows } from './judged-rows';

/** A second model on the rows of the first. */
export interface OtherModel extends JudgedModel {
  /** What to call it. */
  readonly name: string;
  readonly heldOut?: HeldOut;
  /** What is known already of the rows and it; else its held-out rows tell. */
  readonly notes?: readonly string[];
}

export interface OtherAnswers {
  readonly name: string;
  readonly predictions: Predictions;
  readonly notes: readonly string[];
}

/**
 * Another model's answers to judged rows, its classes in their order.
 * @throws Error in words when it does not predict the same
 */
export async function askOther(rows: JudgedRows, other: OtherModel): Promise<OtherAnswers> {
  const { task, target, classes, columns } = rows;
  const { output } = other.signature;
  if (other.task !== task || output.name !== target)
    throw new Error(
      `${other.name} predicts ${output.name} (${other.task}), and the judged model ${target} (${task}): they cannot be compared.`,
    );
  const own = [...(output.classes ?? [])].sort();
  if (JSON.stringify(own) !== JSON.stringify([...classes].sort()))
    throw new Error(
      `${other.name} knows the classes ${own.join(', ')}, and the judged model ${classes.join(', ')}: they cannot be compared.`,
    );
  const predictions = alignClasses(await other.predict(columns), classes);
  return { name: other.name, predictions, notes: other.notes ?? sayWhatItKnew(other, columns) };
}

function alignClasses(predictions: Predictions, classes: readonly string[]): Predictions {
  const { probabilities } = predictions;
  if (!probabilities || probabilities.classes.every((label, k) => label === classes[k])) return predictions;
  const width = classes.length;
  const from = classes.map((label) => probabilities.classes.indexOf(label));
  const values = probabilities.values.map(
    (_, i) => probabilities.values[i - (i % width) + (from[i % width] ?? 0)] ?? Number.NaN,
  );
  return { ...predictions, probabilities: { classes, values } };
}

/** A model that has learnt from the rows has an advantage on them: said unless its own held-out rows hold all of them. */
function sayWhatItKnew({ name, heldOut }: OtherModel, rows: Columns): string[] {
  if (!heldOut)
    return [`Whether ${name} has learnt from these rows is not known: its package has no held-out rows.`];
  const known = new Set(rows.columns.map((column) => column.name));
  const names = heldOut.rows.columns.map((column) => column.name).filter((column) => known.has(column));
  const own = new Set(keysOf(heldOut.rows, names));
  const foreign = keysOf(rows, names).filter((key) => !own.has(key)).length;
  if (foreign === 0) return [];
  const isSample = heldOut.rows.numRows < heldOut.given;
  return [
    `${foreign.toLocaleString('en')} of the ${rows.numRows.toLocaleString('en')} rows are not among those that were held out from ${name}${isSample ? ' and kept' : ''}: it may have learnt from them, which flatters it.`,
  ];
}

function keysOf(table: Columns, names: readonly string[]): string[] {
  const columns = names.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
  return Array.from({ length: table.numRows }, (_, row) =>
    JSON.stringify(columns.map((column) => textAt(column, row))),
  );
}
