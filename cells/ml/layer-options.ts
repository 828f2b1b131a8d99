import { z } from 'zod';

/** Layers that a person puts together, at most. */
export const mostLayers = 20;
/** The ranges of a layer's numbers, ends included. */
export const layerRanges = {
  units: [1, 4096],
  dropout: [0, 0.9],
  l2: [0, 10],
  filters: [1, 512],
  window: [1, 11],
  stride: [1, 4],
  pool: [2, 8],
} as const;
type RangeName = keyof typeof layerRanges;

const within = (name: RangeName) => {
  const [least, most] = layerRanges[name];
  return z.number().min(least).max(most);
};
const whole = (name: RangeName) => within(name).int();

export const activation = z.enum(['relu', 'tanh', 'elu', 'selu', 'sigmoid']);
export const dropout = within('dropout');
export const layerPenalty = within('l2');
const units = whole('units');
const reduction = z.enum(['max', 'average']);

/** A dense layer that is not like the others: what it leaves out is as for all. */
export const denseLayer = z.strictObject({
  units,
  activation: activation.optional(),
  dropout: dropout.optional(),
  l2: layerPenalty.optional(),
});
export type DenseLayer = z.infer<typeof denseLayer>;

const convolution = z.strictObject({
  kind: z.literal('convolution'),
  /** Maps that it makes. */
  filters: whole('filters'),
  /** Side of the window that slides over the picture, whose edges are continued with zeros. */
  window: whole('window').default(3),
  /** Steps by which the window slides. */
  stride: whole('stride').default(1),
  activation: activation.optional(),
  l2: layerPenalty.optional(),
});
const pooling = z.strictObject({
  kind: z.literal('pooling'),
  /** What stands for the places of a window. */
  of: reduction.default('max'),
  /** Side of the window, and of its steps. */
  window: whole('pool').default(2),
});
/** One number for each map, whatever its size. */
const globalPooling = z.strictObject({
  kind: z.literal('global-pooling'),
  of: reduction.default('average'),
});
/** Each number, or each map, brought to mean 0 and deviation 1: by its batch in training, then by what was seen on the way. */
const batchNormalisation = z.strictObject({ kind: z.literal('batch-normalisation') });

export const specialLayer = z.discriminatedUnion('kind', [
  convolution,
  pooling,
  globalPooling,
  batchNormalisation,
]);
export type SpecialLayer = z.infer<typeof specialLayer>;
export type HiddenLayer = DenseLayer | SpecialLayer;

export const isDense = (layer: HiddenLayer): layer is DenseLayer => !('kind' in layer);
/** Whether a layer works on the maps of a picture. */
export const isOfMaps = (layer: number | HiddenLayer): boolean =>
  typeof layer !== 'number' && !isDense(layer) && layer.kind !== 'batch-normalisation';

/** Each hidden layer: its units, or more than those; none makes the network linear. */
export const hiddenLayers = z
  .array(z.union([units, denseLayer, specialLayer]))
  .max(mostLayers)
  .superRefine((layers, context) => {
    const fault = whyNotInOrder(layers);
    if (fault) context.addIssue({ code: 'custom', path: [fault.place], message: fault.message });
  });
export type HiddenLayers = z.infer<typeof hiddenLayers>;

/** Maps end where a dense layer, or the pooling of all places, begins: what works on maps cannot follow. */
function whyNotInOrder(layers: HiddenLayers): { place: number; message: string } | undefined {
  const end = layers.findIndex(
    (layer) => typeof layer === 'number' || isDense(layer) || layer.kind === 'global-pooling',
  );
  const place = layers.findIndex((layer, i) => end >= 0 && i > end && isOfMaps(layer));
  if (place < 0) return undefined;
  return {
    place,
    message: `Layer ${place + 1} works on the maps of a picture, which end with layer ${end + 1}: put it before that one`,
  };
}

/** The ranges of a layer's numbers, in words. */
export function sayRanges(names: readonly RangeName[]): string {
  const words: Readonly<Record<RangeName, string>> = {
    units: 'units',
    dropout: 'dropout',
    l2: 'L2',
    filters: 'filters',
    window: 'window',
    stride: 'stride',
    pool: 'window',
  };
  return names
    .map((name) => {
      const [least, most] = layerRanges[name].map((value) =>
        value.toLocaleString('en').replace(',', '\u202f'),
      );
      return `${words[name]} from ${least} to ${most}`;
    })
    .join(', ');
}
