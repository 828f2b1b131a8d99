import { z } from 'zod';

/** What a network does with a base, a model of TensorFlow.js that the person gives; without one, none of it matters. */
export const baseOptions = {
  /** The layer of the base, or the node of its graph, whose answers the network goes on from; empty: the last before its classifier. */
  cut: z.string().max(500).default(''),
  /** The numbers that the base was trained to see in place of a pixel's. */
  scaling: z.enum(['symmetric', 'unit', 'bytes', 'imagenet', 'data']).default('symmetric'),
  /** What becomes of the places of a map: their mean, the greatest, or every place by itself. */
  pooling: z.enum(['average', 'max', 'none']).default('average'),
  /** The last layers of the base that have weights and go on learning: so many at least, as paths part and meet. */
  thaw: z.number().int().min(0).max(1000).default(0),
};
const all = z.object(baseOptions);
export type BaseOptions = z.infer<typeof all>;

/** Mean and deviation of a pixel's values of 0 to 1; `data` is learnt from the training pictures. */
export const scalings: Readonly<
  Record<
    Exclude<BaseOptions['scaling'], 'data'>,
    { readonly mean: readonly number[]; readonly scale: readonly number[] }
  >
> = {
  symmetric: { mean: [0.5, 0.5, 0.5], scale: [0.5, 0.5, 0.5] },
  unit: { mean: [0, 0, 0], scale: [1, 1, 1] },
  bytes: { mean: [0, 0, 0], scale: [1 / 255, 1 / 255, 1 / 255] },
  // Of ImageNet's pictures, as torchvision's models take them: https://pytorch.org/vision/stable/models.html
  imagenet: { mean: [0.485, 0.456, 0.406], scale: [0.229, 0.224, 0.225] },
};
