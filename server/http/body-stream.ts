import { Readable, type Transform } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** What a request carries, as it comes in; through `checked`, which fails where the request breaks off. */
export function bodyStream({ body }: Request, checked?: Transform): Readable {
  // fetch's and Node's declarations of the same web stream differ in name only.
  const source = body ? Readable.fromWeb(body as unknown as NodeReadableStream) : Readable.from([]);
  if (!checked) return source;
  source.on('error', (error) => checked.destroy(error));
  return source.pipe(checked);
}
