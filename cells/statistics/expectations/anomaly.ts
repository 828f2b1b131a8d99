/** The kinds of anomalies, each beside its names in TensorFlow Data Validation (anomalies.proto). */
export const anomalyKinds = {
  'new-column': 'SCHEMA_NEW_COLUMN',
  'missing-column': 'SCHEMA_MISSING_COLUMN',
  'wrong-type': 'UNEXPECTED_DATA_TYPE',
  'no-values': 'FEATURE_TYPE_NOT_PRESENT',
  'too-few-values': 'FEATURE_TYPE_LOW_FRACTION_PRESENT',
  'not-finite': 'FLOAT_TYPE_HAS_NAN, FLOAT_TYPE_HAS_INF',
  'too-small': 'INT_TYPE_SMALL_INT, FLOAT_TYPE_SMALL_FLOAT',
  'too-large': 'INT_TYPE_BIG_INT, FLOAT_TYPE_BIG_FLOAT',
  'outside-domain': 'ENUM_TYPE_UNEXPECTED_STRING_VALUES',
  repeated: 'FEATURE_TYPE_LOW_UNIQUE',
  'too-few-distinct': 'FEATURE_TYPE_LOW_UNIQUE',
  'too-many-distinct': 'FEATURE_TYPE_HIGH_UNIQUE',
  'too-few-rows': 'DATASET_LOW_NUM_EXAMPLES, COMPARATOR_LOW_NUM_EXAMPLES',
  'too-many-rows': 'DATASET_HIGH_NUM_EXAMPLES, COMPARATOR_HIGH_NUM_EXAMPLES',
  drift: 'COMPARATOR_L_INFTY_HIGH, COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH',
  skew: 'COMPARATOR_L_INFTY_HIGH, COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH',
  'nothing-to-compare': 'COMPARATOR_CONTROL_DATA_MISSING',
} as const;
export type AnomalyKind = keyof typeof anomalyKinds;

/** A value that is at fault. */
export interface AnomalyExample {
  /** As text; null where there is none. */
  readonly value: string | null;
  /** How many rows have it. */
  readonly rows?: number;
  /** The first of them, counted from 1. */
  readonly firstRow?: number;
  /** Comparators: its share of the rows before and now. */
  readonly before?: number;
  readonly now?: number;
}

/** One way in which a version is not what is expected of it. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** None where it is about the whole table. */
  readonly column?: string;
  /** What is wrong and what was expected, as a sentence without any value of the data. */
  readonly message: string;
  /** How many rows are at fault. */
  readonly rows?: number;
  /** The worst first. */
  readonly examples: readonly AnomalyExample[];
}
