/** The types of tensors that rows of a table can fill, or answers be read from. */
export type TensorType = 'float32' | 'float64' | 'int64' | 'int32' | 'string' | 'bool';

export interface GraphValue {
  readonly name: string;
  /** `maps`: a sequence of maps from class to probability, as scikit-learn's ZipMap makes. */
  readonly type: TensorType | 'maps' | 'other';
  /** Sizes; null where it is not fixed. Undefined where nothing is said. */
  readonly shape?: readonly (number | null)[];
}

/** What the file of a model that was made elsewhere says of itself, without running it. */
export interface TensorGraph {
  readonly producer: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Labels of a classifier in the graph, in the order of its probabilities. */
  readonly classes?: readonly string[];
  /** Nodes that pack a tensor of probabilities into maps, by the name of the maps. */
  readonly zipMaps: ReadonlyMap<string, string>;
  /** What the last step before the answer gives, where the file says it: a probability of one class, of all classes, or any number. */
  readonly ends?: 'probability' | 'probabilities' | 'number';
  readonly nodes: number;
}
