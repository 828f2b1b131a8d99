import { unzlibSync } from 'fflate';
import type { Pixels } from './decode-picture';

/** Channels by colour type: grey, RGB, palette, grey with alpha, RGB with alpha. */
const channelsOf = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
const depthsOf = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/** Start and step of the seven passes of Adam7, x and y. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly channels: number;
}

/**
 * Decodes a PNG (W3C, third edition) of any depth and colour, on white, 8 bits a channel; gamma and profiles are not applied. What the
 * header claims is all that is ever unpacked, so that a bomb costs no more than its picture would.
 * @throws Error in words when it is damaged
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const { header, interlaced, palette, transparency, packed } = readChunks(bytes);
  const { width, height } = header;
  const passes = interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([x, y, stepX, stepY]) => ({
    columns: Math.ceil((width - x) / stepX),
    lines: Math.ceil((height - y) / stepY),
  }));
  const lineBytes = (columns: number) => Math.ceil((columns * header.channels * header.depth) / 8);
  const wanted = sizes.reduce(
    (sum, { columns, lines }) => sum + (columns > 0 ? lines * (lineBytes(columns) + 1) : 0),
    0,
  );
  const raw = unpack(packed, wanted);
  const data = new Uint8Array(width * height * 3);
  let at = 0;
  passes.forEach(([x, y, stepX, stepY], pass) => {
    const { columns, lines } = sizes[pass] ?? { columns: 0, lines: 0 };
    if (columns <= 0 || lines <= 0) return;
    const length = lineBytes(columns);
    let before: Uint8Array = new Uint8Array(length);
    for (let line = 0; line < lines; line++, at += length + 1) {
      const current = raw.subarray(at + 1, at + 1 + length);
      unfilter(raw[at] ?? 0, current, before, Math.max(1, (header.channels * header.depth) >> 3));
      before = current;
      const row = (y + line * stepY) * width;
      for (let column = 0; column < columns; column++)
        writePixel(data, (row + x + column * stepX) * 3, {
          header,
          line: current,
          column,
          palette,
          transparency,
        });
    }
  });
  return { width, height, data };
}

function readChunks(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  let header: Header | undefined;
  let interlaced = false;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) throw new Error('it ends in the middle.');
    if (type === 'IHDR') {
      const [depth = 0, colour = 0] = [content[8], content[9]];
      const channels = channelsOf.get(colour);
      if (!channels || !depthsOf.get(colour)?.includes(depth))
        throw new Error('its header is not one of PNG.');
      header = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), depth, colour, channels };
      interlaced = content[12] === 1;
    } else if (type === 'PLTE') palette = content;
    else if (type === 'tRNS') transparency = content;
    else if (type === 'IDAT') parts.push(content);
    else if (type === 'IEND') break;
    at += length + 12;
  }
  if (!header || parts.length === 0 || (header.colour === 3 && !palette))
    throw new Error('a part of it is missing.');
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    packed.set(part, to);
    to += part.length;
  }
  return { header, interlaced, palette, transparency, packed };
}

function unpack(packed: Uint8Array, wanted: number): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = unzlibSync(packed, { out: new Uint8Array(wanted) });
  } catch (cause) {
    throw new Error('its pixels cannot be unpacked.', { cause });
  }
  if (raw.length !== wanted) throw new Error('it has fewer pixels than its header says.');
  return raw;
}

/** Filters 0 to 4: none, left, above, mean of both, Paeth's. `step`: bytes of a pixel. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  if (filter > 4) throw new Error('a line of it has no filter of PNG.');
  for (let i = 0; filter > 0 && i < line.length; i++) {
    const a = i < step ? 0 : (line[i - step] ?? 0);
    const b = above[i] ?? 0;
    const c = i < step ? 0 : (above[i - step] ?? 0);
    const add = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : paeth(a, b, c);
    line[i] = (line[i] ?? 0) + add;
  }
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

interface Source {
  readonly header: Header;
  readonly line: Uint8Array;
  readonly column: number;
  readonly palette?: Uint8Array;
  readonly transparency?: Uint8Array;
}

function writePixel(data: Uint8Array, at: number, source: Source): void {
  const { header, column, palette, transparency } = source;
  const { colour, channels, depth } = header;
  const sample = (i: number) => readSample(source.line, column * channels + i, depth);
  const scale = (value: number) =>
    depth === 16 ? value >> 8 : depth === 8 ? value : (value * 255) / (2 ** depth - 1);
  let [red, green, blue, alpha] = [0, 0, 0, 255];
  if (colour === 3) {
    const place = sample(0);
    [red, green, blue] = [0, 1, 2].map((i) => palette?.[place * 3 + i] ?? 0) as [number, number, number]; // three of three
    alpha = transparency?.[place] ?? 255;
  } else if (channels < 3) {
    red = green = blue = scale(sample(0));
    if (channels === 2) alpha = scale(sample(1));
    else if (isKey(transparency, [sample(0)])) alpha = 0;
  } else {
    [red, green, blue] = [scale(sample(0)), scale(sample(1)), scale(sample(2))];
    if (channels === 4) alpha = scale(sample(3));
    else if (isKey(transparency, [sample(0), sample(1), sample(2)])) alpha = 0;
  }
  const onWhite = (value: number) => Math.round((value * alpha + 255 * (255 - alpha)) / 255);
  data[at] = onWhite(red);
  data[at + 1] = onWhite(green);
  data[at + 2] = onWhite(blue);
}

function readSample(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return ((line[index * 2] ?? 0) << 8) | (line[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

/** The one colour that a tRNS chunk makes transparent, 16 bits a sample. */
const isKey = (key: Uint8Array | undefined, samples: readonly number[]): boolean =>
  key !== undefined &&
  key.length >= 2 * samples.length &&
  samples.every((value, i) => (((key[2 * i] ?? 0) << 8) | (key[2 * i + 1] ?? 0)) === value);
