import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/** A ZIP archive of uncompressed files (APPNOTE 6.3, sections 4.3.7 to 4.3.16), one file in memory at a time; below 4 GB. */
export async function* writeZip(entries: readonly ZipEntry[], at: Date): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, read } of entries) {
    const content = await read();
    const name = Buffer.from(path, 'utf8');
    const fields = commonFields(content, name, at);
    const local = Buffer.concat([u32(0x04034b50), fields, name]);
    directory.push(
      Buffer.concat([u32(0x02014b50), u16(20), fields, u16(0), u16(0), u16(0), u32(0), u32(offset), name]),
    );
    offset += local.byteLength + content.byteLength;
    yield local;
    yield content;
  }
  const list = Buffer.concat(directory);
  yield list;
  yield Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(entries.length),
    u16(entries.length),
    u32(list.byteLength),
    u32(offset),
    u16(0),
  ]);
}

/** From "version needed" to "extra field length": the same in the local header and in the directory. */
function commonFields(content: Uint8Array, name: Buffer, at: Date): Buffer {
  const utf8 = 1 << 11;
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const size = u32(content.byteLength);
  return Buffer.concat([
    u16(20),
    u16(utf8),
    u16(0),
    u16(time),
    u16(date),
    u32(crc32(content)),
    size,
    size,
    u16(name.byteLength),
    u16(0),
  ]);
}

const u16 = (value: number) => Buffer.from([value & 255, (value >> 8) & 255]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
