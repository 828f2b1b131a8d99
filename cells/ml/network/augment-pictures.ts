import type { PictureOptions } from '../picture-options';
import type { PictureStep } from '../picture-step';
import type { Random } from '../random';

type Augmentation = Pick<PictureOptions, 'flip' | 'shift' | 'rotate' | 'zoom' | 'brightness'>;

export const isAugmented = ({ flip, shift, rotate, zoom, brightness }: Augmentation): boolean =>
  flip || shift > 0 || rotate > 0 || zoom > 0 || brightness > 0;

/**
 * Changes the pictures of a batch, row-major n × size × size × channels, each in its own way: mirrored, moved, turned, zoomed about its
 * middle (bilinear, edges continued), then brightened. Six draws a picture, whatever is wanted, so that one setting does not change
 * what another draws.
 */
export function augmentPictures(
  batch: Float32Array,
  { size, channels, mean, scale }: PictureStep,
  { flip, shift, rotate, zoom, brightness }: Augmentation,
  random: Random,
): void {
  const width = size * size * channels;
  const middle = (size - 1) / 2;
  for (let start = 0; start < batch.length; start += width) {
    const draw = () => 2 * random() - 1;
    const mirror = random() < 0.5 && flip ? -1 : 1;
    const [moveX, moveY] = [draw() * shift * size, draw() * shift * size];
    const angle = (draw() * rotate * Math.PI) / 180;
    const factor = 1 / (1 + draw() * zoom);
    const brighter = draw() * brightness;
    const picture = batch.slice(start, start + width);
    const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
    const read = (x: number, y: number, k: number) =>
      picture[(clamp(y, size) * size + clamp(x, size)) * channels + k] ?? 0;
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const [dx, dy] = [(x - middle - moveX) * mirror, y - middle - moveY];
        const [fromX, fromY] = [cos * dx + sin * dy + middle, cos * dy - sin * dx + middle];
        const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
        const [right, low] = [fromX - left, fromY - top];
        for (let k = 0; k < channels; k++) {
          const value =
            (1 - low) * ((1 - right) * read(left, top, k) + right * read(left + 1, top, k)) +
            low * ((1 - right) * read(left, top + 1, k) + right * read(left + 1, top + 1, k));
          const [m = 0, s = 1] = [mean[k], scale[k]];
          const grey = Math.min(1, Math.max(0, value * s + m + brighter));
          batch[start + (y * size + x) * channels + k] = brighter === 0 ? value : (grey - m) / s;
        }
      }
  }
}

const clamp = (place: number, size: number): number => Math.min(size - 1, Math.max(0, place));
