import { pictureFormat } from '@/cells/data/pictures/picture-header';
import { formatBytes } from '@/components/ui/format';

/** A Blob of a picture, pixels, or the bytes of a PNG, JPEG or WebP as what it shows, with its kind and size below; undefined for all else. */
export function inspectPicture(value: unknown): HTMLElement | undefined {
  if (value instanceof ImageData) return frame(drawPixels(value), 'pixels');
  if (value instanceof Blob)
    return value.type.startsWith('image/') && value.size > 0 ? showBlob(value) : undefined;
  const format = value instanceof Uint8Array ? pictureFormat(value) : undefined;
  // A copy: the bytes may belong to memory that is shared.
  return format && showBlob(new Blob([new Uint8Array(value as Uint8Array)], { type: `image/${format}` })); // a format is found in bytes alone
}

function drawPixels(pixels: ImageData): HTMLElement {
  const canvas = document.createElement('canvas');
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  canvas.setAttribute('aria-label', `A picture of ${pixels.width} × ${pixels.height} pixels`);
  return canvas;
}

/** As a data URL: it needs no one to give it up, and stands in a report as it stands here. */
function showBlob(blob: Blob): HTMLElement {
  const picture = document.createElement('img');
  const kind = blob.type.replace(/^image\/|\+xml$/g, '').toUpperCase();
  picture.alt = `${kind} picture`;
  const shown = frame(picture, `${kind}, ${formatBytes(blob.size)}`);
  picture.onerror = () => {
    picture.remove();
    say(shown, `${kind}, ${formatBytes(blob.size)}: the browser cannot draw it`);
  };
  picture.onload = () => {
    const { naturalWidth: width, naturalHeight: height } = picture;
    say(shown, `${kind}, ${width} × ${height}, ${formatBytes(blob.size)}`);
  };
  const reader = new FileReader();
  reader.onload = () => {
    picture.src = String(reader.result);
  };
  reader.readAsDataURL(blob);
  return shown;
}

function frame(picture: HTMLElement, words: string): HTMLElement {
  const figure = document.createElement('figure');
  figure.className = 'inspect-picture';
  const caption = document.createElement('figcaption');
  figure.append(picture, caption);
  const size = picture instanceof HTMLCanvasElement ? `${picture.width} × ${picture.height} ` : '';
  say(figure, `${size}${words}`);
  return figure;
}

function say(figure: HTMLElement, words: string): void {
  const caption = figure.querySelector('figcaption');
  if (caption) caption.textContent = words;
}
