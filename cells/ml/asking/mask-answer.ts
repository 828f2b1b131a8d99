import { maskCell, type PersonalColumns } from '@/cells/personal';
import { maskFairness, maskSlices } from '../judging/mask-judgement';
import type { Column, Columns, Explanation, Signature } from '../model';
import { textAt } from '../read-table';
import type { JudgedQuestion, QuestionAnswers, RowValues } from './questions';

type Maskers = {
  readonly [K in JudgedQuestion['ask']]: (
    answer: QuestionAnswers[K],
    personal: PersonalColumns,
    signature: Signature,
  ) => QuestionAnswers[K];
};

export interface Masking {
  readonly personal: PersonalColumns;
  readonly signature: Signature;
}

const asItIs = <T>(answer: T): T => answer;
const maskRows = (explanation: Explanation, personal: PersonalColumns): Explanation => ({
  ...explanation,
  inputs: maskColumns(explanation.inputs, personal),
});

const maskers: Maskers = {
  about: (about, personal, { inputs }) => ({
    ...about,
    inputs: about.inputs.map((span, i) => (personal.has(inputs[i]?.name ?? '') ? { is: 'free' } : span)),
  }),
  importance: asItIs,
  move: (dependence, personal) =>
    personal.has(dependence.feature)
      ? {
          ...dependence,
          at: [...dependence.at].map((value) => maskCell(personal, dependence.feature, String(value))),
        }
      : dependence,
  explain: maskRows,
  row: ({ values, truth }, personal, { output }) => ({
    values: maskValues(values, personal),
    ...(truth && { truth: maskCell(personal, output.name, truth) }),
  }),
  answer: asItIs,
  why: maskRows,
  changes: ({ found, ...rest }, personal) => ({
    ...rest,
    found: found.map((one) => ({ ...one, changes: maskValues(one.changes, personal) })),
  }),
  fairness: maskFairness,
  slices: (figures, personal) => ({ ...figures, slices: maskSlices(figures.slices, personal) }),
  'worst-slices': (figures, personal) => ({ ...figures, slices: maskSlices(figures.slices, personal) }),
};

/** An answer as it may leave the server: no value of a personal column is in it. */
export function maskAnswer<K extends JudgedQuestion['ask']>(
  ask: K,
  answer: QuestionAnswers[K],
  { personal, signature }: Masking,
): QuestionAnswers[K] {
  return personal.size === 0 ? answer : maskers[ask](answer, personal, signature);
}

/** Personal inputs keep what they are: whoever asks neither sees their values nor is proposed others. */
export const keepPersonal = (question: JudgedQuestion, personal: PersonalColumns): JudgedQuestion =>
  question.ask === 'changes' && personal.size > 0
    ? { ...question, fixed: [...new Set([...question.fixed, ...personal.keys()])] }
    : question;

const maskValues = (values: RowValues, personal: PersonalColumns): RowValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === null || !personal.has(name) ? value : maskCell(personal, name, String(value)),
    ]),
  );

const maskColumns = ({ numRows, columns }: Columns, personal: PersonalColumns): Columns => ({
  numRows,
  columns: columns.map((column): Column => {
    if (!personal.has(column.name)) return column;
    const values = Array.from({ length: numRows }, (_, row) => {
      const text = textAt(column, row);
      return text === null ? null : maskCell(personal, column.name, text);
    });
    return { name: column.name, type: 'string', values };
  }),
});
