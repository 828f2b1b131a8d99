/** Drift of many columns together: how well the principal components of the reference rebuild other rows. */
export type { MixedColumn } from './encode-columns';
export { learnReconstruction, type Reconstruction, type ReconstructionError } from './learn-reconstruction';
