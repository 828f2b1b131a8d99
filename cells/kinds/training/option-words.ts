import type { TrainableLearner } from '@/cells/ml/learners-about';

/** An option as a person reads it: its name and what it does, in a sentence. */
export interface OptionWords {
  readonly label: string;
  readonly help: string;
}

/** What belongs together in a form; only a group that is opened takes space. */
export interface OptionGroup {
  readonly title: string;
  readonly options: Readonly<Record<string, OptionWords>>;
}

const classWeights: OptionWords = {
  label: 'Class weights',
  help: 'How much the rows of each class count. Balanced: the rarer, the more.',
};

/** Every option of every learner, in the groups and the order of the form. Ranges and defaults come from the learner's schema. */
export const optionGroups: Readonly<Record<TrainableLearner, readonly OptionGroup[]>> = {
  'boosted-trees': [
    {
      title: 'Rounds and rate',
      options: {
        rounds: { label: 'Rounds', help: 'At most; each adds a tree for every output.' },
        learningRate: {
          label: 'Learning rate',
          help: 'How much of each tree counts. Smaller is steadier and needs more rounds.',
        },
      },
    },
    {
      title: 'Trees',
      options: {
        growth: {
          label: 'Growth',
          help: 'leaf: the split of the largest gain next, as LightGBM. depth: level by level, as XGBoost.',
        },
        maxLeaves: { label: 'Leaves', help: 'At most, in each tree.' },
        maxDepth: { label: 'Depth', help: 'Questions on a path, at most. 0: only the leaves limit it.' },
        minSamplesLeaf: { label: 'Rows in a leaf', help: 'At least; more make smoother answers.' },
        minChildWeight: {
          label: 'Hessian in a leaf',
          help: 'At least: the sum of second derivatives, which for squared error is the number of rows.',
        },
        maxBins: { label: 'Bins', help: 'Places per column at which a split may stand.' },
      },
    },
    {
      title: 'Regularisation',
      options: {
        l1: { label: 'L1', help: 'Pulls the values of leaves to zero, small ones all the way.' },
        l2: { label: 'L2', help: 'Shrinks the values of leaves, those of few rows most.' },
        minGain: { label: 'Least gain', help: 'A split that takes less off the loss is not made.' },
        categorySmoothing: {
          label: 'Category smoothing',
          help: 'Rows that a category needs before its own mean counts much.',
        },
        categoryL2: { label: 'Category L2', help: 'More L2 for splits of more than four categories.' },
      },
    },
    {
      title: 'Sampling',
      options: {
        subsample: { label: 'Rows by tree', help: 'Share of the rows that each tree sees.' },
        columnsByTree: { label: 'Columns by tree', help: 'Share of the columns that each tree sees.' },
        columnsByLevel: {
          label: 'Columns by level',
          help: 'Share of the tree’s columns that each level sees.',
        },
      },
    },
    {
      title: 'Objective',
      options: {
        objective: {
          label: 'Objective',
          help: 'auto: squared error for numbers, logistic for two classes, softmax for more.',
        },
        huberQuantile: {
          label: 'Huber quantile',
          help: 'Errors beyond this quantile of the absolute errors count linearly.',
        },
        quantiles: {
          label: 'Quantile levels',
          help: 'Rising, with commas between; the outer two are the band.',
        },
        tweediePower: { label: 'Tweedie power', help: 'Between Poisson (1) and gamma (2).' },
        classWeights,
      },
    },
    {
      title: 'Early stopping',
      options: {
        patience: {
          label: 'Patience',
          help: 'Rounds without improvement until it ends. 0: all rounds, on all rows.',
        },
        validationShare: {
          label: 'Held-out share',
          help: 'Share of the training rows that says when to stop.',
        },
        folds: {
          label: 'Folds',
          help: '2 or more choose the rounds instead; then all rows are trained on.',
        },
      },
    },
    {
      title: 'Constraints',
      options: {
        monotone: {
          label: 'Monotone',
          help: 'Predictions rise or fall with a column, whatever the data say.',
        },
        interactions: {
          label: 'Interactions',
          help: 'Columns that may stand together on a path. A column in no group stands alone.',
        },
      },
    },
  ],
  'random-forest': [],
  'nearest-centroid': [
    {
      title: 'Options',
      options: {
        priors: {
          label: 'Expected classes',
          help: 'empirical: as often as in the training rows. uniform: all alike.',
        },
        shrinkThreshold: {
          label: 'Shrinking',
          help: 'Columns that tell the classes apart by fewer standard errors do not count. 0: all count.',
        },
      },
    },
  ],
  dummy: [
    {
      title: 'Options',
      options: {
        strategy: {
          label: 'Answer',
          help: 'auto: the mean of numbers; of classes the commonest, with their shares as probabilities.',
        },
        quantile: { label: 'Quantile', help: 'Which quantile of the target is the answer.' },
      },
    },
  ],
  linear: [
    {
      title: 'Options',
      options: {
        l2: { label: 'L2', help: 'Penalty on the weights of scaled columns, not on the intercept.' },
        maxIterations: { label: 'Iterations', help: 'Steps of L-BFGS at most, for classes.' },
        tolerance: { label: 'Tolerance', help: 'Ends when the mean gradient is smaller, for classes.' },
        classWeights,
      },
    },
  ],
  network: [
    {
      title: 'Network',
      options: {
        layers: {
          label: 'Layers',
          help: 'From the inputs to the answer; an empty field is as for all layers.',
        },
        activation: { label: 'Activation', help: 'What each unit makes of its sum.' },
        dropout: { label: 'Dropout', help: 'Share of units left out at each step.' },
        l2: { label: 'L2', help: 'Penalty on the weights.' },
      },
    },
    {
      title: 'Training',
      options: {
        learningRate: { label: 'Learning rate', help: 'Size of Adam’s steps.' },
        batchSize: { label: 'Batch size', help: 'Rows in a step.' },
        epochs: { label: 'Epochs', help: 'Times through the data, at most.' },
        patience: { label: 'Patience', help: 'Epochs without improvement until it ends.' },
        backend: {
          label: 'Backend',
          help: 'auto: WASM, the same bits everywhere, unless WebGL is clearly quicker at a long training here.',
        },
        classWeights,
      },
    },
    {
      title: 'Base',
      options: {
        cut: { label: 'Cut at', help: 'The layer of the base from whose answers the network goes on.' },
        pooling: {
          label: 'Places',
          help: 'Of a map: average or max over all places, or none: each place by itself.',
        },
        scaling: {
          label: 'Scaling',
          help: 'What the base was trained to see. symmetric: −1 to 1; unit: 0 to 1; bytes: 0 to 255; imagenet: by its mean; data: by that of these pictures.',
        },
        thaw: {
          label: 'Layers that learn',
          help: 'The last layers of the base that have weights and learn further. 0: the base stays as it is.',
        },
      },
    },
    {
      title: 'Pictures',
      options: {
        pictureSize: { label: 'Picture size', help: 'Pixels of a side, 8 to 224. 0: as the middle picture.' },
        pictureFit: { label: 'Fit', help: 'letterbox: all of the picture; crop: the square in its middle.' },
        filters: {
          label: 'Convolutions',
          help: 'Units of each, with commas between; each halves the picture.',
        },
        flip: { label: 'Flip', help: 'Half of the training pictures mirrored, left to right.' },
        shift: { label: 'Shift', help: 'Moved by up to this share of the side.' },
        rotate: { label: 'Rotate', help: 'Turned by up to so many degrees.' },
        zoom: { label: 'Zoom', help: 'Larger or smaller by up to this share.' },
        brightness: { label: 'Brightness', help: 'Brighter or darker by up to this share of white.' },
      },
    },
  ],
};
