export type PictureType = 'png' | 'jpeg';

/** The same pictures in fewer pixels, `scale` of them in each direction; a browser does it. */
export type Shrink = (
  pictures: readonly Uint8Array[],
  to: { readonly scale: number; readonly type: PictureType },
) => Promise<readonly Uint8Array[]>;

/** From half the pixels, which is one for one on most screens, to what can just be read. */
const steps = [
  { scale: 0.5, type: 'png' },
  { scale: 0.5, type: 'jpeg' },
  { scale: 0.35, type: 'jpeg' },
] as const;

/** So many are shrunk; what a notebook of a thousand charts has beyond them does not fit in a mail at any size. */
const mostShrunk = 40;

/**
 * Smaller pictures for those of `pictures` that stand in the way of all of them together having at most `mostBytes`: first the ones that
 * take more than their share. May fall short; whoever writes the mail leaves out what still does not fit.
 */
export async function fitPictures(
  pictures: readonly Uint8Array[],
  mostBytes: number,
  shrink: Shrink,
): Promise<ReadonlyMap<Uint8Array, Uint8Array>> {
  const smaller = new Map<Uint8Array, Uint8Array>();
  const wanted = pictures.slice(0, mostShrunk);
  const sizeOf = (picture: Uint8Array) => (smaller.get(picture) ?? picture).length;
  const share = mostBytes / wanted.length;
  for (const step of steps) {
    if (pictures.reduce((sum, picture) => sum + sizeOf(picture), 0) <= mostBytes) break;
    const large = wanted.filter((picture) => sizeOf(picture) > share);
    const shrunk = large.length > 0 ? await shrink(large, step) : [];
    for (const [i, picture] of large.entries()) {
      const found = shrunk[i];
      if (found && found.length < sizeOf(picture)) smaller.set(picture, found);
    }
  }
  return smaller;
}

/** What a picture is, by its first bytes. */
export const contentTypeOf = (picture: Uint8Array): string =>
  picture[0] === 0xff && picture[1] === 0xd8 ? 'image/jpeg' : 'image/png';
