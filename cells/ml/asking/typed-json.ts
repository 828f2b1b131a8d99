/** Plain data with arrays of floats as JSON: their bytes in base64, so that every bit, NaN and infinities cross. */
const mark = '$float64';

export const writeTyped = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (one instanceof Float64Array ? { [mark]: toBase64(one) } : one));

/** The other end of `writeTyped`. @throws SyntaxError when it is no JSON */
export const readTyped = (text: string): unknown =>
  JSON.parse(text, (_, one) => (isMarked(one) ? fromBase64(one[mark]) : one));

const isMarked = (value: unknown): value is { [mark]: string } =>
  value !== null &&
  typeof value === 'object' &&
  mark in value &&
  typeof value[mark] === 'string' &&
  Object.keys(value).length === 1;

function toBase64({ buffer, byteOffset, byteLength }: Float64Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function fromBase64(text: string): Float64Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float64Array(bytes.buffer);
}
