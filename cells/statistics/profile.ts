/** One column of a model's training data, small enough to travel with the model and enough to compare later data with; format 1. */
export type ColumnProfile =
  | {
      readonly name: string;
      readonly type: 'number' | 'boolean' | 'date';
      readonly count: number;
      readonly missing: number;
      readonly mean: number;
      readonly standardDeviation: number;
      readonly minimum: number;
      readonly maximum: number;
      readonly distinct: number;
      /** k + 1 ascending edges and k counts over finite values. */
      readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
      /** At most 1 000 values drawn at even ranks, ascending: an empirical quantile function. */
      readonly sample: readonly number[];
    }
  | {
      readonly name: string;
      readonly type: 'string';
      readonly count: number;
      readonly missing: number;
      readonly distinct: number;
      /** Most frequent first, at most 200; the rest is `other`. */
      readonly frequencies: readonly { readonly value: string; readonly count: number }[];
      readonly other: number;
    };

export interface TrainingProfile {
  readonly format: 1;
  readonly rows: number;
  readonly features: readonly ColumnProfile[];
  /** Of the model's own predictions on the training rows. */
  readonly prediction: ColumnProfile;
  readonly target: ColumnProfile;
}
