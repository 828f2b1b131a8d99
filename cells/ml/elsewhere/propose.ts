import type { Signature, SignatureField, Task } from '../model';
import { mostFeatures } from '../train-options';
import type { GraphValue, TensorGraph } from './tensor-graph';

/** How the answers of a graph are read, as the manifest keeps it in `options`. */
export interface AnswerOptions {
  /** The output that holds the number of a regression, or the probabilities of classes. None where only labels are given. */
  readonly scores?: string;
  /** The output that holds the label, where the graph decides by itself. */
  readonly label?: string;
  /** What `label` holds for each class of the signature, in its order. */
  readonly labels?: readonly string[];
  /** Scores that are no probabilities yet are made so: softmax, or the logistic function for one column. */
  readonly logits?: boolean;
}

/** What a file could be registered as; a person edits names, types and classes before it is tried. */
export interface Proposal {
  readonly task: Task;
  readonly signature: Signature;
  readonly options: AnswerOptions;
  /** Which columns each input of the graph takes, in words. */
  readonly notes: readonly string[];
}

/**
 * The signature that a graph allows: a tensor of n × k takes k columns, one of n × 1 or n takes one.
 * @throws Error in words when its rows are not those of a table
 */
export function propose(graph: TensorGraph): Proposal {
  const inputs = graph.inputs.flatMap((input) => proposeFields(input, graph.inputs.length));
  if (inputs.length > mostFeatures)
    throw new Error(`The model takes ${inputs.length} columns; at most ${mostFeatures} are taken.`);
  const label = graph.outputs.find(({ type, shape }) => isLabel(type) && isColumn(shape));
  const scores = graph.outputs.find(
    ({ type, shape, name }) =>
      (type === 'float32' || type === 'float64' || (type === 'maps' && graph.zipMaps.has(name))) &&
      (shape === undefined || shape.length <= 2),
  );
  if (!label && !scores)
    throw new Error(
      `The model gives ${graph.outputs.map(say).join(', ')}: neither a number nor a class for each row.`,
    );
  const width = scores?.type === 'maps' ? undefined : scores?.shape?.[1];
  const isClassifier = label !== undefined || (width ?? 1) > 1 || graph.ends === 'probability';
  const output = scores?.name ?? label?.name ?? '';
  const notes = graph.inputs.map((input) => `Its input ${say(input)}.`);
  if (!isClassifier)
    return {
      task: 'regression',
      signature: { inputs, output: { name: 'prediction', type: 'number' } },
      options: { scores: output },
      notes,
    };
  const count = Math.min(width ?? 2, 1000);
  const classes = graph.classes ?? Array.from({ length: Math.max(count, 2) }, (_, i) => String(i));
  return {
    task: classes.length === 2 ? 'binary' : 'multiclass',
    signature: { inputs, output: { name: 'class', type: 'string', classes } },
    options: {
      ...{ scores: scores?.name, label: label?.name, labels: label && classes },
      ...(graph.ends === 'number' && { logits: true }),
    },
    notes,
  };
}

/** How many columns of rows an input takes. */
export function widthOf(input: GraphValue): number {
  const { shape } = input;
  if (shape === undefined || shape.length === 1) return 1;
  const [, width = null] = shape;
  if (shape.length !== 2 || width === null || width < 1)
    throw new Error(
      `The model's input ${say(input)}: rows of a table fill tensors of n × k with a fixed k. Models of images, texts and sequences are not served here.`,
    );
  if (shape[0] !== null && shape[0] !== 1 && shape[0] !== undefined)
    throw new Error(
      `The model's input ${say(input)}: it takes exactly ${shape[0]} rows at once. Export it with a free first dimension.`,
    );
  return width;
}

function proposeFields(input: GraphValue, inputs: number): SignatureField[] {
  const width = widthOf(input);
  const type = fieldTypes[input.type];
  if (!type)
    throw new Error(`The model's input ${say(input)}, which is neither numbers, text nor true and false.`);
  if (width === 1 && inputs > 1) return [{ name: columnOf(input), type, required: true }];
  if (width > mostFeatures)
    throw new Error(`The model takes ${width} columns; at most ${mostFeatures} are taken.`);
  const stem = inputs === 1 ? 'x' : columnOf(input);
  return Array.from({ length: width }, (_, column) => ({
    name: `${stem}${inputs > 1 ? '_' : ''}${column + 1}`,
    type,
    required: true,
  }));
}

const fieldTypes: Readonly<Partial<Record<GraphValue['type'], SignatureField['type']>>> = {
  ...{ float32: 'number', float64: 'number', int64: 'number', int32: 'number' },
  ...{ string: 'string', bool: 'boolean' },
};

const isLabel = (type: GraphValue['type']) => type === 'string' || type === 'int64' || type === 'int32';
const isColumn = (shape: GraphValue['shape']) =>
  shape === undefined || shape.length === 1 || (shape.length === 2 && shape[1] === 1);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const clean = (name: string) => name.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, 190) || 'x';

/** TensorFlow calls a tensor by its node and a number. */
const columnOf = ({ name }: GraphValue) => clean(name.replace(/:\d+$/, ''));

const say = ({ name, type, shape }: GraphValue) =>
  `“${clean(name)}” is ${type === 'maps' ? 'maps of probabilities' : type}${shape ? ` [${shape.map((size) => size ?? 'n').join(' × ')}]` : ''}`;
