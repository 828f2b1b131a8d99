import { z } from 'zod';

const mostSize = 2 ** 24;

/** Sizes of a tensor, null where one is not fixed. */
export const shapeSchema = z.array(z.number().int().min(1).max(mostSize).nullable()).min(1).max(8);

/** TensorFlow's `TensorShapeProto` in JSON: sizes are texts, −1 where one is not fixed. */
export const shapeProto = z.object({
  dim: z
    .array(
      z.object({
        size: z
          .union([z.string(), z.number()])
          .default(-1)
          .transform(Number)
          .pipe(z.number().int().min(-1).max(mostSize))
          .transform((size) => (size < 0 ? null : size)),
      }),
    )
    .max(8)
    .optional(),
  unknownRank: z.boolean().optional(),
});
