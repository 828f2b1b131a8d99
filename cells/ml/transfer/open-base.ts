import type { PackageFiles } from '../model';
import type { SeenPictures } from '../picture-step';
import { readTfjsFiles } from '../tfjs/read-tfjs-files';
import type { Base } from './base';
import { type BaseOptions, scalings } from './base-options';
import { cutGraph } from './cut-graph';
import { cutLayers } from './cut-layers';
import { describeBase } from './describe-base';

/** Pixels of a side where neither the base nor the person says it: what most of such models were trained on. */
const usualSize = 224;

/**
 * Opens and cuts a base. The backend must have been started.
 * @throws Error in words where the files are refused, or cannot be cut so
 */
export async function openBase(
  files: PackageFiles,
  { pictureSize, ...options }: BaseOptions & { readonly pictureSize: number },
): Promise<Base> {
  const model = readTfjsFiles(files);
  const about = describeBase(model);
  if (about.size !== null && pictureSize !== 0 && pictureSize !== about.size)
    throw new Error(
      `Option pictureSize: the base sees pictures of ${about.size} × ${about.size} pixels. Leave it 0.`,
    );
  const size = about.size ?? (pictureSize || usualSize);
  const cut = model.kind === 'graph' ? cutGraph : cutLayers;
  return cut(model, about, { ...options, size });
}

/** How pictures become the numbers that a base was trained to see. */
export function seenBy({ size, about }: Base, { scaling }: Pick<BaseOptions, 'scaling'>): SeenPictures {
  const { channels } = about;
  if (scaling === 'data') return { size, channels };
  const { mean, scale } = scalings[scaling];
  return { size, channels, scale: { mean: mean.slice(0, channels), scale: scale.slice(0, channels) } };
}
