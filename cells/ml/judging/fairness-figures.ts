import type { Ends } from './loss-moments';

/** A figure of a group with its 95 % interval, and the rows that it is of; NaN of none. */
export interface GroupFigure extends Ends {
  readonly value: number;
  readonly rows: number;
}

/** What is measured of each group: shares of a classification, means of a regression. */
export const groupRates = [
  'selectionRate',
  'truePositiveRate',
  'falsePositiveRate',
  'precision',
  'accuracy',
  'meanAnswer',
  'meanError',
  'meanAbsoluteError',
] as const;
export type GroupRate = (typeof groupRates)[number];

export const fairnessNames = [
  'demographicParity',
  'equalOpportunity',
  'equalisedOdds',
  'predictiveParity',
  'equalMeanAnswer',
  'equalMeanError',
  'equalAbsoluteError',
] as const;
export type FairnessName = (typeof fairnessNames)[number];

export interface FairnessGroup {
  readonly name: string;
  readonly size: number;
  readonly share: number;
  readonly figures: Readonly<Partial<Record<GroupRate, GroupFigure>>>;
  /** Too few rows to be compared. */
  readonly isSmall: boolean;
}

/** How far the groups are from being treated alike. */
export interface FairnessMeasure {
  readonly name: FairnessName;
  /** The rate that parts the groups: of equalised odds the worse of its two. */
  readonly rate: GroupRate;
  /** The group with the highest rate and the one with the lowest. */
  readonly between: readonly [highest: string, lowest: string];
  /** Highest less lowest: 0 where all are alike. */
  readonly difference: Ends & { readonly value: number };
  /** Lowest over highest: 1 where all are alike. Not of means, which may be below zero. */
  readonly ratio?: Ends & { readonly value: number };
}

export interface Fairness {
  readonly column: string;
  /** The class that counts as the favourable answer; none for a regression. */
  readonly positive?: string;
  readonly groups: readonly FairnessGroup[];
  /** None where fewer than two groups can be compared. */
  readonly measures: readonly FairnessMeasure[];
}

/** The rates that a definition wants equal. */
export const ratesOf: Readonly<Record<FairnessName, readonly GroupRate[]>> = {
  demographicParity: ['selectionRate'],
  equalOpportunity: ['truePositiveRate'],
  equalisedOdds: ['truePositiveRate', 'falsePositiveRate'],
  predictiveParity: ['precision'],
  equalMeanAnswer: ['meanAnswer'],
  equalMeanError: ['meanError'],
  equalAbsoluteError: ['meanAbsoluteError'],
};
