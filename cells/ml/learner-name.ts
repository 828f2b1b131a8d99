/** Who learnt a model; `custom` is a network of the author's own. */
export type LearnerName = 'linear' | 'network' | 'boosted-trees' | 'random-forest' | 'custom';
