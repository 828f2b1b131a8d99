import { z } from 'zod';
import { type DatePart, datePartNames } from '../date-parts';
import type { Fairness } from '../judging/fairness-figures';
import type { SliceFigures } from '../judging/measure-slices';
import { type SliceMetric, sliceMetricNames } from '../judging/row-losses';
import type { WorstSlices } from '../judging/worst-slices';
import type { Dependence, Explanation, Importance, Predictions } from '../model';
import type { InputSpan } from './input-span';

const name = z.string().min(1).max(1000);
/** As JSON has them: dates are milliseconds since 1970, missing is null. */
const rowValues = z.record(name, z.union([z.string().max(5_000_000), z.number(), z.boolean(), z.null()]));
export type RowValues = Readonly<z.infer<typeof rowValues>>;

/** One of the rows, from 0, with some inputs otherwise. */
const askedRow = z.strictObject({ place: z.number().int().nonnegative(), changes: rowValues });
export type AskedRow = z.infer<typeof askedRow>;

const sliceBy = z.strictObject({ column: name, part: z.enum(datePartNames).optional() });
const metric = z.enum(sliceMetricNames);

/** As others may send it: checked whole before anything is worked out. */
export const questionSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('about') }),
  z.strictObject({ ask: z.literal('importance') }),
  z.strictObject({ ask: z.literal('move'), feature: name }),
  z.strictObject({ ask: z.literal('explain') }),
  z.strictObject({ ask: z.literal('row'), place: z.number().int().nonnegative() }),
  z.strictObject({ ask: z.literal('answer'), row: askedRow }),
  z.strictObject({ ask: z.literal('why'), row: askedRow }),
  z.strictObject({
    ask: z.literal('changes'),
    row: askedRow,
    wanted: z.discriminatedUnion('is', [
      z.strictObject({ is: z.literal('class'), label: z.string().max(10_000) }),
      z.strictObject({ is: z.literal('range'), low: z.number().optional(), high: z.number().optional() }),
    ]),
    /** Inputs that may not change. */
    fixed: z.array(name).max(10_000),
  }),
  z.strictObject({ ask: z.literal('fairness'), column: name, positive: z.string().max(10_000).optional() }),
  z.strictObject({
    ask: z.literal('slices'),
    metric,
    by: z.union([z.tuple([sliceBy]), z.tuple([sliceBy, sliceBy])]),
  }),
  z.strictObject({ ask: z.literal('worst-slices'), metric }),
]);
export type JudgedQuestion = z.infer<typeof questionSchema>;

const ofRow = new Set<JudgedQuestion['ask']>(['row', 'answer', 'why', 'changes']);
/** Whether it is about a single row: answered at once and of endless variety, so that its answer is not kept. */
export const isOfRow = ({ ask }: JudgedQuestion): boolean => ofRow.has(ask);

/** What there is to ask of. */
export interface AboutRows {
  /** Rows that can be looked at; of a model without rows to be judged on its example alone. */
  readonly rows: number;
  readonly from: 'rows' | 'example';
  /** By input of the signature, in its order. */
  readonly inputs: readonly InputSpan[];
  /** Columns by which the rows can be parted, those that the model does not see among them. */
  readonly columns: readonly { readonly name: string; readonly parts: readonly DatePart[] }[];
  /** Metrics that parts of the rows have, the usual one first. */
  readonly metrics: readonly SliceMetric[];
}

export interface RowShown {
  /** By input. */
  readonly values: RowValues;
  /** What the target is in the data, where it is known. */
  readonly truth?: string;
}

export interface FoundChanges {
  readonly found: readonly {
    readonly changes: RowValues;
    readonly distance: number;
    readonly prediction: string | number;
    readonly chance?: number;
  }[];
  readonly tried: number;
  readonly isAlready?: boolean;
}

export interface QuestionAnswers {
  readonly about: AboutRows;
  readonly importance: readonly Importance[];
  readonly move: Dependence;
  readonly explain: Explanation;
  readonly row: RowShown;
  readonly answer: Predictions;
  readonly why: Explanation;
  readonly changes: FoundChanges;
  readonly fairness: Fairness;
  readonly slices: SliceFigures;
  readonly 'worst-slices': WorstSlices;
}

/** Who waits for an answer, and hears how far it is. */
export interface Told {
  readonly signal?: AbortSignal;
  progress?(fraction: number): void;
}

/** Rejects with an Error in words, or with the signal's reason. */
export type AskJudged = <K extends JudgedQuestion['ask']>(
  question: Extract<JudgedQuestion, { ask: K }>,
  told?: Told,
) => Promise<QuestionAnswers[K]>;
