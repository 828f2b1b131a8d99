/** Levels of lists and objects in each other; a booster has about ten. */
const deepest = 64;

/**
 * Universal Binary JSON, draft 12 (ubjson.org), as XGBoost writes it: big-endian, with typed and counted lists. Typed lists become
 * plain arrays of numbers.
 * @throws Error that says where the bytes end or make no sense
 */
export function parseUbjson(bytes: Uint8Array): unknown {
  const reader = createReader(bytes);
  const value = readValue(reader, reader.marker(), 0);
  if (!reader.isAtEnd()) throw new Error(`The UBJSON file goes on after its end, at byte ${reader.place()}.`);
  return value;
}

type Reader = ReturnType<typeof createReader>;

const numberSizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

function createReader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  const take = (length: number) => {
    if (length > bytes.length - at) throw new Error(`The UBJSON file is cut off at byte ${bytes.length}.`);
    at += length;
    return at - length;
  };
  const fail = (found: string): never => {
    throw new Error(`The UBJSON file is damaged at byte ${at}: ${found}.`);
  };
  const marker = () => String.fromCharCode(view.getUint8(take(1)));
  const number = (type: string): number => {
    const start = take(numberSizes[type] ?? fail(`“${type}” is not a number type`));
    switch (type) {
      case 'i':
        return view.getInt8(start);
      case 'U':
        return view.getUint8(start);
      case 'I':
        return view.getInt16(start);
      case 'l':
        return view.getInt32(start);
      case 'L':
        return Number(view.getBigInt64(start));
      case 'd':
        return view.getFloat32(start);
      default:
        return view.getFloat64(start);
    }
  };
  return {
    marker,
    number,
    fail,
    peek: () => (at < bytes.length ? String.fromCharCode(view.getUint8(at)) : ''),
    place: () => at,
    isAtEnd: () => at === bytes.length,
    remaining: () => bytes.length - at,
    length(): number {
      const length = number(marker());
      return Number.isInteger(length) && length >= 0 ? length : fail(`${length} is not a length`);
    },
    text(length: number): string {
      const start = take(length);
      try {
        return decoder.decode(bytes.subarray(start, start + length));
      } catch {
        return fail('a text is not UTF-8');
      }
    },
  };
}

function readValue(reader: Reader, marker: string, depth: number): unknown {
  if (depth > deepest) reader.fail(`more than ${deepest} levels`);
  switch (marker) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readList(reader, depth);
    case 'S':
      return reader.text(reader.length());
    case 'H':
      return Number(reader.text(reader.length()));
    case 'C':
      return reader.text(1);
    case 'T':
      return true;
    case 'F':
      return false;
    case 'Z':
      return null;
    default:
      return reader.number(marker);
  }
}

function readList(reader: Reader, depth: number): unknown[] {
  const { type, count } = readShape(reader);
  const list: unknown[] = [];
  if (count === undefined) {
    for (let marker = reader.marker(); marker !== ']'; marker = reader.marker())
      list.push(readValue(reader, marker, depth + 1));
    return list;
  }
  // Each value takes a byte at least, so a forged count cannot ask for more than the file has.
  const least = type === undefined ? 1 : (numberSizes[type] ?? 1);
  if (count * least > reader.remaining()) reader.fail(`a list of ${count} values is longer than the file`);
  if (type !== undefined && 'TFZN'.includes(type)) reader.fail(`a list of “${type}” has no values`);
  for (let i = 0; i < count; i++) list.push(readValue(reader, type ?? reader.marker(), depth + 1));
  return list;
}

function readObject(reader: Reader, depth: number): Record<string, unknown> {
  const { type, count } = readShape(reader);
  const entries: [string, unknown][] = [];
  const readEntry = () => {
    const name = reader.text(reader.length());
    entries.push([name, readValue(reader, type ?? reader.marker(), depth + 1)]);
  };
  if (count === undefined) {
    while (reader.peek() !== '}') readEntry();
    reader.marker();
  } else for (let i = 0; i < count; i++) readEntry();
  return Object.fromEntries(entries);
}

/** `$` names the type of all values, `#` their number. */
function readShape(reader: Reader): { type?: string; count?: number } {
  let type: string | undefined;
  if (reader.peek() === '$') {
    reader.marker();
    type = reader.marker();
    if (reader.peek() !== '#') reader.fail('a typed list without a count');
  }
  if (reader.peek() !== '#') return {};
  reader.marker();
  return { type, count: reader.length() };
}
