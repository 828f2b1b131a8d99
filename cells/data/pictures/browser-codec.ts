import type { PictureCodec } from './picture-table';

/** Decodes by the browser, off the thread that asks. */
export const browserCodec: PictureCodec = {
  async decodes(bytes, { format }) {
    try {
      (await createImageBitmap(toBlob(bytes, `image/${format}`))).close();
      return true;
    } catch {
      return false;
    }
  },
  async toPng(bytes) {
    const bitmap = await createImageBitmap(toBlob(bytes, 'image/webp'));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  },
};

// The bytes come from an archive: never of shared memory.
const toBlob = (bytes: Uint8Array, type: string): Blob =>
  new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
