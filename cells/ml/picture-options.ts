import { z } from 'zod';

/** What a network does with a column of pictures; without one, none of it matters. */
export const pictureOptions = {
  /** Units of each convolution: 3 × 3, then the greatest of 2 × 2. */
  filters: z.array(z.number().int().min(1).max(512)).max(6).default([16, 32]),
  /** Pixels of a side that pictures are brought to; 0: that of the middle picture, 16 to 96. */
  pictureSize: z
    .number()
    .int()
    .max(224)
    .refine((size) => size === 0 || size >= 8, 'Pictures are brought to 8 to 224 pixels; 0 chooses')
    .default(0),
  /** `letterbox`: all of the picture, edges filled with the mean; `crop`: the square in its middle. */
  pictureFit: z.enum(['letterbox', 'crop']).default('letterbox'),
  /** Training pictures are mirrored, left to right, half of the time. */
  flip: z.boolean().default(false),
  /** Training pictures are moved by up to this share of their side. */
  shift: z.number().min(0).max(0.5).default(0),
  /** Training pictures are turned by up to so many degrees, either way. */
  rotate: z.number().min(0).max(180).default(0),
  /** Training pictures are made larger or smaller by up to this share. */
  zoom: z.number().min(0).max(0.9).default(0),
  /** Training pictures are made brighter or darker by up to this share of white. */
  brightness: z.number().min(0).max(1).default(0),
};
const all = z.object(pictureOptions);
export type PictureOptions = z.infer<typeof all>;
