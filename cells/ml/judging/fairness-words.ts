import type { FairnessName, GroupRate } from './fairness-figures';

/** The definitions in plain words. `positive` is the favourable answer, as “>50K”. */
export const fairnessWords: Readonly<
  Record<FairnessName, { readonly label: string; means(positive: string): string }>
> = {
  demographicParity: {
    label: 'Demographic parity',
    means: (positive) => `Each group is answered ${positive} equally often, whatever the truth.`,
  },
  equalOpportunity: {
    label: 'Equal opportunity',
    means: (positive) => `Of those who are ${positive}, the same share is found in each group.`,
  },
  equalisedOdds: {
    label: 'Equalised odds',
    means: (positive) =>
      `Of those who are ${positive}, and of those who are not, the same share is answered ${positive} in each group. The worse of the two counts.`,
  },
  predictiveParity: {
    label: 'Predictive parity',
    means: (positive) => `The answer ${positive} is right equally often in each group.`,
  },
  equalMeanAnswer: {
    label: 'Equal mean answer',
    means: () => 'The mean answer is the same in each group, whatever the truth.',
  },
  equalMeanError: {
    label: 'Equal mean error',
    means: () => 'Answers are as much too high or too low in each group.',
  },
  equalAbsoluteError: {
    label: 'Equal absolute error',
    means: () => 'Answers are as far from the truth in each group.',
  },
};

export const rateWords: Readonly<
  Record<GroupRate, { readonly label: string; means(positive: string): string }>
> = {
  selectionRate: { label: 'Selection rate', means: (positive) => `answered ${positive}` },
  truePositiveRate: {
    label: 'True positive rate',
    means: (positive) => `found, of those who are ${positive}`,
  },
  falsePositiveRate: {
    label: 'False positive rate',
    means: (positive) => `answered ${positive}, of those who are not`,
  },
  precision: { label: 'Precision', means: (positive) => `right, of those answered ${positive}` },
  accuracy: { label: 'Accuracy', means: () => 'right, of all' },
  meanAnswer: { label: 'Mean answer', means: () => 'of the model' },
  meanError: { label: 'Mean error', means: () => 'answer less truth' },
  meanAbsoluteError: { label: 'Mean absolute error', means: () => 'between answer and truth' },
};
