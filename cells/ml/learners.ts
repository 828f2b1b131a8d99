import type { Learner } from './learner';
import type { TrainableLearner } from './learners-about';

/** The learner of that name, loaded when it is wanted. */
export async function loadLearner(name: TrainableLearner): Promise<Learner> {
  // Each takes options that its schema in `learners-about.ts` has parsed, which the trainer does before it calls.
  switch (name) {
    case 'linear':
      return (await import('./linear')).linear as unknown as Learner;
    case 'network':
      return (await import('./network')).network as unknown as Learner;
    case 'boosted-trees':
      return (await import('./boosted-trees')).boostedTrees as unknown as Learner;
    case 'nearest-centroid':
      return (await import('./nearest-centroid')).nearestCentroid as unknown as Learner;
    case 'dummy':
      return (await import('./dummy')).dummy as unknown as Learner;
    case 'random-forest':
      return (await import('./trees')).randomForest;
  }
}
