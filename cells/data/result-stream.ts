/**
 * A query's result on its way from the server: blocks of one byte that says what they hold, four that say how long they are (little
 * endian), and the content. `A`: messages of an Arrow IPC stream. `E`: the end, or `F`: why it failed, as JSON; one of them comes last, so
 * that a connection that breaks is not taken for an end.
 */
export type ResultEnd =
  | {
      readonly type: 'end';
      /** Which limit of the connection cut it off. */
      readonly cut?: 'rows' | 'bytes';
      /** What columns lose, in words. */
      readonly notes: readonly string[];
      readonly limits: { readonly maxRows: number; readonly maxBytes: number };
    }
  | {
      readonly type: 'failure';
      readonly message: string;
      /** In the statement, 1-based. */
      readonly place?: { readonly line: number; readonly column?: number };
    };

const headerBytes = 5;

export function encodeBlock(kind: 'A' | 'E' | 'F', content: Uint8Array): Uint8Array {
  const block = new Uint8Array(headerBytes + content.byteLength);
  block[0] = kind.charCodeAt(0);
  new DataView(block.buffer).setUint32(1, content.byteLength, true);
  block.set(content, headerBytes);
  return block;
}

export const encodeEnd = (end: ResultEnd): Uint8Array =>
  encodeBlock(end.type === 'end' ? 'E' : 'F', new TextEncoder().encode(JSON.stringify(end)));

/** Reads a stream of blocks to its end; `onBytes` hears how much Arrow there is so far. @throws Error when it breaks off */
export async function readResultStream(
  stream: ReadableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<{ readonly messages: Uint8Array[]; readonly end: ResultEnd }> {
  const reader = stream.getReader();
  const messages: Uint8Array[] = [];
  let chunks: Uint8Array[] = [];
  let held = 0;
  let bytes = 0;
  /** The next `count` bytes, put together once. */
  const take = async (count: number): Promise<Uint8Array> => {
    while (held < count) {
      const { value, done } = await reader.read();
      if (done)
        throw new Error('The result broke off: the connection to the server was lost. Run the cell again.');
      chunks.push(value);
      held += value.byteLength;
    }
    const taken = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const [first] = chunks;
      if (!first) break;
      const part = first.subarray(0, count - at);
      taken.set(part, at);
      at += part.byteLength;
      if (part.byteLength === first.byteLength) chunks.shift();
      else chunks = [first.subarray(part.byteLength), ...chunks.slice(1)];
    }
    held -= count;
    return taken;
  };
  try {
    for (;;) {
      const header = await take(headerBytes);
      const content = await take(new DataView(header.buffer).getUint32(1, true));
      if (header[0] !== 'A'.charCodeAt(0))
        // Written by `encodeEnd` of the same program.
        return { messages, end: JSON.parse(new TextDecoder().decode(content)) as ResultEnd };
      if (content.byteLength > 0) messages.push(content);
      bytes += content.byteLength;
      onBytes(bytes);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
