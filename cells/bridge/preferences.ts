import { z } from 'zod';

/** Sizes of type in CSS pixels: what a person may choose, and what is usual. */
export const sizesOfType = {
  code: { least: 10, usual: 13, most: 22 },
  text: { least: 13, usual: 17, most: 26 },
} as const;

/** How a person wants notebooks to look and to answer the keyboard. The page keeps it; the frame is told, and may not change it. */
export const preferencesInFrame = z.object({
  codeSize: z.number().int().min(sizesOfType.code.least).max(sizesOfType.code.most),
  textSize: z.number().int().min(sizesOfType.text.least).max(sizesOfType.text.most),
  /** Text is edited as in Vim. */
  vim: z.boolean(),
  /** The keys of acts where they are not the usual ones, by what the list of keys says of the act. */
  keys: z.record(z.string().max(100), z.array(z.string().min(1).max(60)).max(8)),
});
export type PreferencesInFrame = z.infer<typeof preferencesInFrame>;

export const usualPreferences: PreferencesInFrame = {
  codeSize: sizesOfType.code.usual,
  textSize: sizesOfType.text.usual,
  vim: false,
  keys: {},
};
