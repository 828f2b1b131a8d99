/** A picture as it is put into a text. */
export interface SmallPicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** Of `url`. */
  readonly bytes: number;
  /** The size that it came with, where it was made smaller. */
  readonly was?: { readonly width: number; readonly height: number };
}

/** The longest that a picture may make the file, as text, in bytes. */
export const mostBytes = 1024 ** 2;
/** Pixels of its longer side: sharp over the whole width of a text on any screen. */
const mostPixels = 2000;
/** What is not decoded at all, in bytes. */
const mostToRead = 100 * 1024 ** 2;

/**
 * A picture file as a data URL of a megabyte at most: as it is where it is small enough, else scaled down.
 * @throws Error in words for the person, of what is no picture
 */
export async function shrinkPicture(file: File): Promise<SmallPicture> {
  if (!file.type.startsWith('image/'))
    throw new Error(
      `${file.name} is no picture, so it is not put into the text. Drop it between two cells to add it as data.`,
    );
  if (file.size > mostToRead)
    throw new Error(
      `${file.name} has ${inMegabytes(file.size)}: pictures are read up to ${inMegabytes(mostToRead)}. Make it smaller first.`,
    );
  const picture = await decode(file);
  try {
    const size = { width: sizeOf(picture).width, height: sizeOf(picture).height };
    const longest = Math.max(size.width, size.height);
    const isSmall = longest <= mostPixels || file.type === 'image/svg+xml' || file.type === 'image/gif';
    if (isSmall && file.size * (4 / 3) < mostBytes) return { ...size, ...(await toUrl(file)) };
    for (let scale = Math.min(1, mostPixels / longest); ; scale *= 0.75) {
      const drawn = await draw(picture, size, scale);
      if (drawn.bytes <= mostBytes) return { ...drawn, was: size };
    }
  } finally {
    if ('close' in picture) picture.close();
  }
}

type Decoded = ImageBitmap | HTMLImageElement;

const sizeOf = (picture: Decoded) =>
  'naturalWidth' in picture
    ? { width: picture.naturalWidth || 300, height: picture.naturalHeight || 150 }
    : { width: picture.width, height: picture.height };

async function decode(file: File): Promise<Decoded> {
  try {
    if (file.type !== 'image/svg+xml') return await createImageBitmap(file);
    const address = URL.createObjectURL(file);
    const picture = Object.assign(new Image(), { src: address });
    await picture.decode().finally(() => URL.revokeObjectURL(address));
    return picture;
  } catch {
    throw new Error(
      `${file.name} is no picture that this browser shows, or it is damaged. Save it as PNG, JPEG, WebP or SVG and try again.`,
    );
  }
}

async function draw(picture: Decoded, size: { width: number; height: number }, scale: number) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(size.width * scale));
  canvas.height = Math.max(1, Math.round(size.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures here, so none can be made smaller.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.85));
  if (!made) throw new Error('The picture could not be made smaller: it is too large for this browser.');
  return { width: canvas.width, height: canvas.height, ...(await toUrl(made)) };
}

function toUrl(blob: Blob): Promise<{ url: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ url: String(reader.result), bytes: String(reader.result).length });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export const inMegabytes = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
