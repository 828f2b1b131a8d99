import { pictureFormat } from '@/cells/data/pictures/picture-header';
import type { Column } from './model';

/**
 * Pictures as values of a text column: `data:` URLs of the original bytes (PNG or JPEG), so that a picture goes wherever text goes: held-out
 * rows, requests, examples.
 */

const start = /^data:image\/(png|jpeg);base64,/;

export const isPictureText = (value: string | null | undefined): boolean =>
  typeof value === 'string' && start.test(value);

/** Whether a column holds pictures: its first value that is there is one. */
export function isPictureColumn(column: Column): boolean {
  return column.type === 'string' && isPictureText(column.values.find((value) => value !== null));
}

/** Undefined where the bytes are no PNG and no JPEG. */
export function toPictureText(bytes: Uint8Array): string | undefined {
  const format = pictureFormat(bytes);
  if (format !== 'png' && format !== 'jpeg') return undefined;
  let binary = '';
  // As many arguments as every engine takes.
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:image/${format};base64,${btoa(binary)}`;
}

/**
 * The bytes of a picture as text: a `data:` URL, or base64 alone.
 * @throws Error in words when it is neither
 */
export function readPictureText(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text.replace(/^data:[^,]{0,100},/, ''));
  } catch {
    throw new Error('A picture is a data: URL or base64 of a PNG or JPEG file.');
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
