import type { LearnerName } from '@/cells/ml/model';

/** What a step of training is called. */
export const stepNames: Readonly<Partial<Record<LearnerName, string>>> = {
  'boosted-trees': 'round',
  network: 'epoch',
};
